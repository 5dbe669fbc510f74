"""Who belongs to a segment now, who does not, and of whom it is not known, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from linesteps import clock
from linesteps.admin.confirmation import ObjectPageMixin
from linesteps.admin.results.links import may_see_people
from linesteps.admin.segments.words import counted_in_words
from linesteps.audiences.census import Counted, answers_for, answers_of, count
from linesteps.audiences.models import Segment
from linesteps.audiences.segments import whole
from linesteps.conditions.kind import registry as condition_kinds
from linesteps.followers.models import Follower

PER_PAGE = 50
#: Friends looked at for one page; a side on which hardly anybody is would read all of them.
_MOST_LOOKED_AT = 25_000
_SIDES = {"in": True, "out": False, "unknown": None}
_LABELS = {
    "in": gettext_lazy("Belong to it"),
    "out": gettext_lazy("Do not"),
    "unknown": gettext_lazy("Not known"),
}


@dataclass(frozen=True, kw_only=True)
class Person:
    """One line."""

    friend: Follower
    url: str
    why: str


class PeopleView(ObjectPageMixin, TemplateView):
    """For whoever may see the segment and may see friends by name."""

    model = Segment
    index_url_name = "linesteps_segments:index"
    edit_url_name = "linesteps_segments:edit"
    permission_required = None
    template_name = "linesteps/admin/segment_people.html"
    page_title = gettext_lazy("Who belongs to it now")
    header_icon = "group"

    def user_has_permission_for_instance(self, permission: Any, instance: Any) -> bool:
        """Any permission on it will do, with that on friends."""
        check = super().user_has_permission_for_instance
        is_known = any(check(name, instance) for name in ("add", "change", "view"))
        return is_known and may_see_people(self.request.user)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """One page."""
        if request.GET.get("side", "in") not in _SIDES:
            raise PermissionDenied
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The numbers as they are now, and one page of one side."""
        side, text = self.request.GET.get("side", "in"), self.request.GET.get("after", "")
        after = int(text) if text.isdecimal() and len(text) < 19 else 0
        ids, go_on = page_of(self.object, _SIDES[side], after)
        friends = Follower.objects.in_bulk(ids)
        reasons = reasons_of(self.object, ids) if side == "unknown" else {}
        people = [
            Person(
                friend=friends[pk],
                url=reverse("linesteps_friends:inspect", args=[pk]),
                why=reasons.get(pk, ""),
            )
            for pk in ids
        ]
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "segment": self.object,
            "counted": counted_in_words(self._count()),
            "people": people,
            "side": side,
            "sides": [(name, label, name == side) for name, label in _LABELS.items()],
            "after": after,
            "go_on": go_on,
        }

    def _count(self) -> Counted:
        # To look changes nothing, not even the number in the list.
        segment, moment = self.object, clock.now()
        return count(segment.account, whole(segment), segment.match, now=moment)


def page_of(segment: Segment, side: bool | None, after: int) -> tuple[list[int], int]:
    """Ids of one page of friends on a side, and the id after which the next page begins (0: none).

    At most 25,000 friends are looked at, so a page may hold few people and still go on.
    """
    found: list[int] = []
    looked_at = last = 0
    friends = Follower.objects.friends().filter(account=segment.account_id)
    compiled, moment = whole(segment), clock.now()
    for batch in answers_of(friends, segment.account, compiled, segment.match, now=moment, after=after):
        for pk, answer in batch.items():
            if answer is side:
                if len(found) == PER_PAGE:
                    return found, found[-1]
                found.append(pk)
            last = pk
        looked_at += len(batch)
        if looked_at >= _MOST_LOOKED_AT:
            return found, last if friends.filter(pk__gt=last).exists() else 0
    return found, 0


def reasons_of(segment: Segment, ids: list[int]) -> dict[int, str]:
    """For each friend the conditions that have no answer, in words."""
    found: dict[int, list[str]] = {pk: [] for pk in ids}
    for part, compiled in zip(segment.conditions, whole(segment), strict=True):
        answers = answers_for(ids, segment.account, [compiled], "all", now=clock.now())
        words = condition_kinds.get(part["type"]).told(part["value"], None, {})
        for pk, answer in answers.items():
            if answer is None:
                found[pk].append(words)
    return {pk: _(", ").join(words) for pk, words in found.items()}

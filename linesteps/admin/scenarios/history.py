"""The versions of a scenario in words: what each draft changed, and what was published as which version."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.admin.templatetags.wagtailadmin_tags import user_display_name
from wagtail.admin.views.generic.history import ActionColumn
from wagtail.admin.views.generic.mixins import RevisionsRevertMixin
from wagtail.models import Revision
from wagtail.snippets.views import snippets

from linesteps.admin.look import screen_media
from linesteps.admin.scenarios.text_diff import Piece, text_diff
from linesteps.admin.scenarios.views import ScenarioEditView
from linesteps.scenarios.changes import Change, changes, content_of, summary_of
from linesteps.scenarios.models import ScenarioVersion

#: So many changes are told at once; the others unfold.
SHOWN = 3


class ScenarioRevertView(RevisionsRevertMixin, ScenarioEditView):
    """An older draft in the editor; saving makes it the newest one."""

    view_name = "revisions_revert"

    def get_warning_message(self) -> Any:
        """Which one it is, and what saving and publishing do."""
        return format_html(
            _(
                "This is the version of <b>%(day)s</b> by %(user)s, not the latest one. Saving makes it the draft "
                "again; what runs changes only when you publish."
            )
            % {"day": "{day}", "user": "{user}"},
            day=date_format(timezone.localtime(self.revision.created_at), "SHORT_DATETIME_FORMAT"),
            user=user_display_name(self.revision.user) if self.revision.user else "–",
        )


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a row of the history says besides who did something when.

    Args:
        is_first: whether there is no draft before this one.
        found: what it changed.
        versions: the numbers under which it was published.
    """

    is_first: bool = False
    found: tuple[Change, ...] = ()
    versions: tuple[int, ...] = ()

    @property
    def shown(self) -> tuple[Change, ...]:
        """The first of the changes."""
        return self.found[:SHOWN]

    @property
    def folded(self) -> tuple[Change, ...]:
        """All others."""
        return self.found[SHOWN:]

    @property
    def summary(self) -> str:
        """One sentence."""
        return _("The first draft") if self.is_first else summary_of(self.found)


class ChangesColumn(ActionColumn):
    """Wagtail's column of actions, with the changes under each."""

    media = screen_media()
    cell_template_name = "linesteps/admin/history_cell.html"

    def get_actions(self, instance: Any, parent_context: Any) -> Any:
        """Wagtail's, in words that say what comes of them."""
        found = super().get_actions(instance, parent_context)
        for action in found:
            if action["url"].endswith("/revert/"):
                action["label"] = _("Open to restore")
            elif "/compare/" in action["url"]:
                is_latest = action["url"].endswith("latest/")
                action["label"] = _("Compare with now") if is_latest else _("Compare with before")
        return found

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> Any:
        """With what this entry changed."""
        context = super().get_cell_context_data(instance, parent_context)
        context["told"] = getattr(instance, "told", None)
        context["is_publication"] = instance.action == "wagtail.publish"
        return context


class ScenarioHistoryView(snippets.HistoryView):
    """Two queries more than Wagtail's, whatever the number of entries."""

    @cached_property
    def columns(self) -> list[Any]:
        """Wagtail's, with ours first."""
        action, *others = super().columns
        ours = ChangesColumn(
            action.name,
            label=_("What was done"),
            object=action.object,
            url_names=action.url_names,
            user_can_unschedule=action.user_can_unschedule,
        )
        return [ours, *others]

    def get_base_queryset(self) -> Any:
        """Once for each draft: autosave writes a line each time it saves the same one again."""
        entries = super().get_base_queryset()
        same = {name: OuterRef(name) for name in ("content_type_id", "object_id", "revision_id", "action")}
        others = entries.model.objects.filter(**same)
        later, telling = others.filter(pk__gt=OuterRef("pk")), others.filter(content_changed=True)
        # The last that changed something stands for all; where none did, the last.
        is_told = Q(content_changed=True) & Exists(later.filter(content_changed=True))
        is_idle = Q(content_changed=False) & (Exists(telling) | Exists(later))
        return entries.exclude(Q(revision__isnull=False) & (is_told | is_idle))

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        """Tell what changed for the entries of this page only."""
        paginator, page, entries, has_others = super().paginate_queryset(queryset, page_size)
        entries = list(entries)
        tell(entries)
        page.object_list = entries
        return paginator, page, entries, has_others


def tell(entries: list[Any]) -> None:
    """Put ``told`` on each entry of a history that has a draft."""
    with_draft = [entry for entry in entries if entry.revision_id and entry.revision is not None]
    before = Revision.objects.in_bulk([entry.previous_revision_id for entry in with_draft])
    versions = versions_of({entry.revision_id for entry in with_draft})
    for entry in with_draft:
        previous = before.get(entry.previous_revision_id)
        numbers = tuple(versions.get(entry.revision_id, ()))
        if not entry.content_changed or entry.action == "wagtail.publish":
            entry.told = Told(versions=numbers)
        elif previous is None:
            entry.told = Told(is_first=True, versions=numbers)
        else:
            found = changes(content_of(previous.content), content_of(entry.revision.content))
            entry.told = Told(found=tuple(found), versions=numbers)


def versions_of(revision_ids: set[int]) -> dict[int, list[int]]:
    """The numbers of the versions that were made of each revision."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = ScenarioVersion.objects.filter(revision_id__in=revision_ids).order_by("number")
    for revision_id, number in rows.values_list("revision_id", "number"):
        found[revision_id].append(number)
    return found


def compared(change: Change) -> tuple[Change, list[tuple[str, list[Piece]]]]:
    """A changed step with its fields, each as the pieces that stayed, went and came."""
    said = [field for field in change.fields if field.before is not None and field.after is not None]
    return change, [(field.label, text_diff(field.before or "", field.after or "")) for field in said]


class ScenarioCompareView(snippets.RevisionsCompareView):
    """Our sentences on top, Wagtail's comparison below."""

    template_name = "linesteps/admin/compare.html"

    def _get_revision_and_heading(self, revision_id: str) -> Any:
        """With the time and the author instead of a bare time."""
        drawn, heading = super()._get_revision_and_heading(revision_id)
        if not str(revision_id).isdecimal():
            return drawn, heading
        revision = self.object.revisions.select_related("user").get(id=revision_id)
        when = date_format(timezone.localtime(revision.created_at), "SHORT_DATETIME_FORMAT")
        numbers = versions_of({revision.pk}).get(revision.pk)
        words = [when, user_display_name(revision.user) if revision.user else ""]
        if numbers:
            words.append(_("Version %(number)s") % {"number": numbers[-1]})
        return drawn, " · ".join(word for word in words if word)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the changes in words."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        sides = [content_of(context[f"revision_{side}"].serializable_data()) for side in "ab"]
        found = changes(*sides)
        return {**context, "found": found, "changed": [one for one in map(compared, found) if one[1]]}

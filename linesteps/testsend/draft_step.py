"""A step of a draft as a tester gets it: real in everything but the counting."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from linesteps import personalise
from linesteps.coupons.models import OwnCoupon
from linesteps.coupons.values import sample_values
from linesteps.errors import LinestepsError
from linesteps.followers.attributes import facts_of
from linesteps.followers.models import Follower, FollowerAttribute
from linesteps.messages.kind import Compiling, problems_of
from linesteps.scenarios.drawn import Drawn
from linesteps.scenarios.plain import plain
from linesteps.scenarios.reading_order import ReadingOrder
from linesteps.steps.kind import registry as step_kinds
from linesteps.tracking.models import TrackedLink
from linesteps.tracking.tokens import LinkToken, address

#: Nobody's: a tap on such a link leads to its destination, and is written down nowhere.
_NOBODY = 0
#: What an answer button or a watched video sends back instead of its place in the scenario.
_TEST_ANSWER = "ls:test"


class NotReady(LinestepsError):
    """The step cannot be sent; the message says what is missing, in the editor's language."""


class DraftStep:
    """One step, compiled once and filled for each tester.

    Args:
        drawn: the draft that it belongs to, of a saved scenario.
        step_id: which step.

    Raises:
        NotReady: there is no such step, it sends nothing, or something must be mended first.
    """

    def __init__(self, drawn: Drawn, step_id: str) -> None:
        order = ReadingOrder(plain(drawn.steps))
        step = order.steps.get(step_id)
        if step is None or step["type"] not in step_kinds:
            raise NotReady(_("This step is not there any more."))
        kind = step_kinds.get(step["type"])
        compiling = Compiling(
            account=drawn.account,
            scenario_id=drawn.pk,
            step_id=step_id,
            facts=facts_of(drawn.account),
            step_kinds={one: str(other["type"]) for one, other in order.steps.items()},
            step_values={one: other["value"] for one, other in order.steps.items()},
        )
        errors = [one for one in problems_of(kind, step["value"], compiling) if one.is_error]
        if errors:
            raise NotReady(str(errors[0].message))
        self.title = kind.title(step["value"])
        messages = kind.preview(kind.compile(step["value"], compiling))
        if not messages:
            raise NotReady(_("This step sends no message."))
        self._account = drawn.account
        json_text = json.dumps(_uncounted(messages), ensure_ascii=False)
        self._template = personalise.Template(json_text, compiling.bounds)
        self._links = _addresses(drawn.pk, step_id, compiling)
        # A test takes no code, and its page says that it is a sample.
        for coupon in OwnCoupon.objects.filter(pk__in=compiling.coupons).select_related("account"):
            self._links |= sample_values(coupon)

    def fill(self, tester: Follower) -> str:
        """The JSON array of message objects for one tester."""
        rows = FollowerAttribute.objects.filter(follower=tester)
        values = personalise.values_for(
            display_name=tester.display_name,
            account_name=self._account.name,
            attributes=dict(rows.values_list("attribute__key", "value")),
        )
        return self._template.fill({**values, **self._links}, language=self._account.language)


def _uncounted(value: Any) -> Any:
    """The same messages, whose answer buttons and videos set nothing off."""
    if isinstance(value, list):
        return [_uncounted(part) for part in value]
    if not isinstance(value, Mapping):
        return value
    copy = {name: _uncounted(part) for name, part in value.items()}
    if value.get("type") in {"postback", "datetimepicker"} and str(value.get("data", "")).startswith("ls:"):
        copy["data"] = _TEST_ANSWER
    if str(value.get("trackingId", "")).startswith("ls:"):
        copy["trackingId"] = _TEST_ANSWER
    return copy


def _addresses(scenario_id: int, step_id: str, compiling: Compiling) -> dict[str, str]:
    """For each link of the step an address like the real one, which counts nobody."""
    places = list(enumerate(zip(compiling.links, compiling.labels, strict=True)))
    TrackedLink.objects.bulk_create(
        [
            TrackedLink(scenario_id=scenario_id, step_id=step_id, position=number, url=url, label=label)
            for number, (url, label) in places
            if url
        ],
        ignore_conflicts=True,
    )
    rows = TrackedLink.objects.filter(scenario_id=scenario_id, step_id=step_id)
    known = {(row.position, row.url): row.pk for row in rows}
    return {
        f"{personalise.LINK_PREFIX}{number}": address(
            LinkToken(link_id=known[(number, url)], follower_id=_NOBODY, enrolment_id=_NOBODY)
        )
        for number, (url, _label) in places
        if url
    }

"""What the branches of a draft ask, and how many friends have no answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from linesteps.accounts.models import Account
from linesteps.blocks.recursion import walk_plain
from linesteps.conditions.kind import ConditionKind
from linesteps.conditions.kind import registry as condition_kinds
from linesteps.conditions.stream import notes_of
from linesteps.followers.models import Follower
from linesteps.followers.names import attributes_of
from linesteps.messages.kind import Compiling, problems_of
from linesteps.steps.kind import registry as step_kinds

Plain = Mapping[str, Any]
Asked = tuple[ConditionKind, Plain]


def conditions_of(value: Plain) -> Iterator[Asked]:
    """Every condition of a branch's plain value whose kind is installed."""
    for item in value.get("paths") or []:
        for part in item.get("value", item).get("conditions") or []:
            if part["type"] in condition_kinds and isinstance(part["value"], Mapping):
                yield condition_kinds.get(part["type"]), part["value"]


def only_condition(value: Plain) -> Asked | None:
    """The one condition of a branch that asks nothing else, and whose path has no name of its own."""
    items = [item.get("value", item) for item in value.get("paths") or []]
    if len(items) != 1 or items[0].get("label") or len(items[0].get("conditions") or []) != 1:
        return None
    return next(conditions_of(value), None)


def asked_in(steps: Sequence[Plain]) -> dict[str, str]:
    """Titles by id, for the steps of which conditions ask."""
    found = {}
    for step in walk_plain([dict(one) for one in steps]):
        if step["type"] in step_kinds:
            found[str(step.get("id") or "")] = step_kinds.get(step["type"]).title(step["value"])
    return found


def asked_title(value: Plain, titles: Mapping[str, str]) -> str:
    """The title of the one step of which all conditions of a branch ask; empty when there is none."""
    ids = {kind.step_asked(condition) for kind, condition in conditions_of(value)}
    return titles.get(ids.pop(), "") if len(ids) == 1 else ""


def shared_attribute(value: Plain, account: Account) -> str:
    """Such as 「性別で分ける:女性/男性/わからない人」, where all paths ask for values of one attribute."""
    found = list(conditions_of(value))
    names = {str(condition.get("attribute") or "") for _kind, condition in found}
    items = value.get("paths") or []
    if len(names) != 1 or "" in names or len(found) != len(items):
        return ""
    if any(
        kind.name != "attribute" or condition.get("comparison", "is") != "is" for kind, condition in found
    ):
        return ""
    labels = [
        str(item.get("value", item).get("label") or condition.get("value") or "…")
        for item, (_kind, condition) in zip(items, found, strict=True)
    ]
    values = _(" / ").join([*labels, _("unknown")])
    key = names.pop()
    attribute = attributes_of(account).get(key)
    name = attribute.name if attribute else key
    return _("Split by %(attribute)s: %(values)s") % {"attribute": name, "values": values}


def hints(steps: Sequence[Plain], account: Account) -> dict[str, str]:
    """By the id of a step that asks something: what an editor should know of what can be told by it."""
    values = {str(step.get("id") or ""): step["value"] for step in walk_plain([dict(one) for one in steps])}
    compiling = Compiling(account=account, scenario_id=0, step_values=values)
    found = {step_id: " ".join(notes_of(value, compiling)) for step_id, value in values.items()}
    return {step_id: words for step_id, words in found.items() if words}


def unknown_notes(steps: Sequence[Plain], account: Account) -> dict[str, str]:
    """By the id of a branch: how many friends go on with everyone else since nothing is known of them.

    One query for all branches, besides those by which the conditions find their attributes.
    """
    filters: dict[str, Any] = {}
    for step in walk_plain([dict(one) for one in steps]):
        if step["type"] != "branch" or not isinstance(step["value"], Mapping):
            continue
        for kind, condition in conditions_of(step["value"]):
            compiling = Compiling(account=account, scenario_id=0)
            if kind.may_be_unknown and not problems_of(kind, condition, compiling):
                unknown = kind.unknown_to(kind.compile(condition, compiling))
                if unknown is not None:
                    filters.setdefault(str(step.get("id") or ""), unknown)
    if not filters:
        return {}
    friends = Follower.objects.filter(account=account, status=Follower.Status.FRIEND)
    names = {step_id: f"branch_{number}" for number, step_id in enumerate(filters)}
    counted = friends.aggregate(
        all_friends=Count("pk"),
        **{names[step_id]: Count("pk", filter=one) for step_id, one in filters.items()},
    )
    text = _("Nothing is known of %(unknown)s of %(all)s friends")
    return {
        step_id: text % {"unknown": counted[name], "all": counted["all_friends"]}
        for step_id, name in names.items()
    }

"""Whether an attribute of the friend has a value; unknown as long as nobody told it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps import bulk
from linesteps.accounts.models import Account
from linesteps.conditions.kind import ConditionKind, Subject, registry
from linesteps.followers.models import Attribute, FollowerAttribute
from linesteps.followers.names import AttributeBlock, attributes_of, name_of
from linesteps.graph import Context
from linesteps.messages.kind import Compiling, Problem

_COMPARISONS = (
    ("is", _("is")),
    ("is_not", _("is not")),
    ("at_least", _("is at least")),
    ("at_most", _("is at most")),
    ("contains", _("contains")),
    ("age_at_least", _("age today is at least")),
    ("age_at_most", _("age today is at most")),
)
#: Years; more is a slip of the pen.
_OLDEST = 150


class AttributeCondition(ConditionKind):
    """Compares a typed attribute with a value."""

    name = "attribute"
    wakes_on = frozenset({"attribute_set"})
    may_be_unknown = True

    def block(self) -> blocks.Block:
        """Attribute, comparison, value."""
        return blocks.StructBlock(
            [
                ("attribute", AttributeBlock(label=_("attribute"))),
                ("comparison", blocks.ChoiceBlock(choices=_COMPARISONS, default="is", label=_("comparison"))),
                ("value", blocks.CharBlock(label=_("value"), required=False)),
            ],
            icon="user",
            label=_("Attribute"),
            label_format="{attribute} {value}",
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """An attribute that does not exist, or a value of the wrong type."""
        key = value.get("attribute") or ""
        attribute = attributes_of(compiling.account).get(key)
        if attribute is None:
            keys = "、".join(attributes_of(compiling.account))
            text = gettext("There is no attribute “%(key)s”. Existing ones: %(keys)s") % {
                "key": key,
                "keys": keys or "–",
            }
            return [Problem(message=text, path=("attribute",))]
        if not value.get("value"):
            return [Problem(message=_("Say which value is asked for."), path=("value",))]
        if str(value.get("comparison") or "").startswith("age_"):
            return self._age_problems(attribute, value)
        if _comparable(attribute.type, value["value"]) is None:
            text = gettext("“%(value)s” is no %(type)s.") % {
                "value": value["value"],
                "type": attribute.get_type_display(),
            }
            return [Problem(message=text, path=("value",))]
        return []

    def _age_problems(self, attribute: Attribute, value: Mapping[str, Any]) -> list[Problem]:
        """An age is asked of something else than a birthday, or is no number of years."""
        if attribute.type != Attribute.Type.DATE:
            text = gettext("Only a date has an age, such as a birthday; “%(name)s” is none.")
            return [Problem(message=text % {"name": attribute.name}, path=("attribute",))]
        if not str(value["value"]).strip().isdecimal() or int(value["value"]) > _OLDEST:
            return [Problem(message=_("Write the age in whole years, such as 20."), path=("value",))]
        return []

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The attribute by its key, with the type that it has now."""
        attribute = attributes_of(compiling.account)[value["attribute"]]
        return {
            "attribute_id": attribute.pk,
            "type": attribute.type,
            "comparison": value.get("comparison") or "is",
            "value": value["value"],
        }

    def load(self, config: Mapping[str, Any], subjects: Sequence[Subject]) -> Mapping[int, Any]:
        """The stored values."""
        rows = FollowerAttribute.objects.filter(
            bulk.among("follower_id", [subject.follower_id for subject in subjects]),
            attribute_id=config["attribute_id"],
        )
        return dict(rows.values_list("follower_id", "value"))

    def holds(self, config: Mapping[str, Any], known: Any, ctx: Context) -> bool | None:
        """Compare by type; ``None`` without a value."""
        if known is None:
            return None
        comparison, have = config["comparison"], _comparable(config["type"], known)
        if comparison.startswith("age_"):
            if not isinstance(have, date):
                return None
            years, wanted = _age(have, ctx), int(config["value"])
            return years >= wanted if comparison == "age_at_least" else years <= wanted
        want = _comparable(config["type"], config["value"])
        if have is None or want is None:
            return None
        if comparison == "is":
            return bool(have == want)
        if comparison == "is_not":
            return bool(have != want)
        if comparison == "contains":
            return str(config["value"]).casefold() in str(known).casefold()
        return bool(have >= want) if comparison == "at_least" else bool(have <= want)

    def matching(self, config: Mapping[str, Any], account: Account, now: datetime) -> Q | None:
        """For values out of a list; texts, numbers and dates are compared as no database does."""
        wanted, comparison = str(config["value"]), config["comparison"]
        is_listed = config["type"] in {Attribute.Type.CHOICE, Attribute.Type.YES_NO}
        # Databases differ in what they take for the same letter, but not for these.
        is_plain = wanted.isascii() or wanted.upper() == wanted.lower() == wanted.casefold()
        if not is_listed or not is_plain or comparison not in {"is", "is_not"}:
            return None
        stored = FollowerAttribute.objects.filter(
            attribute_id=config["attribute_id"], follower_id=OuterRef("pk")
        )
        same = Q(Exists(stored.filter(value__iexact=wanted)))
        return same if comparison == "is" else Q(Exists(stored)) & ~same

    def unknown_to(self, config: Mapping[str, Any]) -> Q | None:
        """Those without a value."""
        known = FollowerAttribute.objects.filter(
            attribute_id=config["attribute_id"], follower_id=OuterRef("pk")
        )
        return Q(~Exists(known))

    def summary(self, value: Mapping[str, Any]) -> str:
        """Attribute, comparison and value."""
        words = {
            "is": gettext("%(attribute)s is %(value)s"),
            "is_not": gettext("%(attribute)s is not %(value)s"),
            "at_least": gettext("%(attribute)s is at least %(value)s"),
            "at_most": gettext("%(attribute)s is at most %(value)s"),
            "contains": gettext("%(attribute)s contains %(value)s"),
            "age_at_least": gettext("age by %(attribute)s at least %(value)s"),
            "age_at_most": gettext("age by %(attribute)s at most %(value)s"),
        }
        text = words.get(value.get("comparison") or "is", words["is"])
        return text % {"attribute": name_of(value.get("attribute")), "value": value.get("value") or "…"}

    def told(self, value: Mapping[str, Any], answer: bool | None, steps: Mapping[str, str]) -> str:
        """Whether it is so; or that nobody knows."""
        if answer is None:
            return gettext("%(attribute)s is not known") % {"attribute": name_of(value.get("attribute"))}
        return super().told(value, answer, steps)


def _age(born: date, ctx: Context) -> int:
    """Whole years on this day of the account's zone; whoever was born on 29 February is older on 1 March."""
    today = ctx.now.astimezone(ZoneInfo(ctx.time_zone)).date()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _comparable(type_: str, value: str) -> Any:
    try:
        if type_ == Attribute.Type.NUMBER:
            return Decimal(value)
        if type_ == Attribute.Type.DATE:
            return date.fromisoformat(value)
    except (InvalidOperation, ValueError):
        return None
    return str(value).casefold()


registry.register(AttributeCondition())

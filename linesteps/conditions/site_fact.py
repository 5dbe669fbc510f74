"""What the site's own models say of a friend: how many orders, of how much, how long ago the last one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps import clock
from linesteps.blocks.offers import offered
from linesteps.conditions.kind import ConditionKind, Subject, registry
from linesteps.facts.ask import COUNT, LAST, NEWEST, SUM, Measure, answers, days_since, measure_named
from linesteps.facts.kind import SiteFact
from linesteps.facts.kind import registry as facts
from linesteps.followers.property_values import COMPARISONS, as_number, in_words
from linesteps.graph import Context
from linesteps.messages.kind import Compiling, Problem

_MAX_DAYS = 3660


class SiteFactCondition(ConditionKind):
    """Of the models that the site declared in ``LINESTEPS_FACT_MODULES``."""

    name = "site_fact"
    wakes_on = frozenset({"event", "facts_changed"})
    is_event = True
    may_be_unknown = True

    def block(self) -> blocks.Block:
        """What is asked, how it compares, and which rows count."""
        return blocks.StructBlock(
            [
                ("measure", _NamedBlock(_MeasureSelect(), label=_("what"))),
                (
                    "comparison",
                    blocks.ChoiceBlock(choices=COMPARISONS, default="at_least", label=_("comparison")),
                ),
                ("value", blocks.CharBlock(label=_("value"), required=False, max_length=200)),
                (
                    "days",
                    blocks.IntegerBlock(
                        label=_("only of the last (days)"),
                        required=False,
                        help_text=_("Empty: however long ago."),
                    ),
                ),
                ("only", _NamedBlock(_FieldSelect(), label=_("only those whose"))),
                (
                    "only_comparison",
                    blocks.ChoiceBlock(choices=COMPARISONS, default="is", label=_("comparison")),
                ),
                ("only_value", blocks.CharBlock(label=_("value"), required=False, max_length=200)),
            ],
            icon="table",
            label=_("The site's own data"),
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """Something that the site does not tell, or that cannot be compared so."""
        measure = measure_named(str(value.get("measure") or ""))
        for name in ("comparison", "only_comparison"):
            if value.get(name) not in dict(COMPARISONS):
                raise ValueError("No form offers this.")
        if measure is None:
            text = (
                _("The site does not tell this any more. Choose something else.")
                if value.get("measure")
                else _("Choose what is asked of the site's data.")
            )
            return [Problem(message=text, path=("measure",))]
        return [
            *_value_problems(measure, value),
            *_days_problems(measure.fact, value.get("days")),
            *_only_problems(measure.fact, value),
        ]

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """Names and values; fields by their declared paths."""
        compiled: dict[str, Any] = {
            "measure": value["measure"],
            "comparison": value["comparison"],
            "value": str(value["value"]).strip(),
        }
        if value.get("days"):
            compiled["days"] = int(value["days"])
        if value.get("only"):
            compiled["only"] = {
                "field": value["only"].partition(".")[2],
                "comparison": value["only_comparison"],
                "value": str(value["only_value"]).strip(),
            }
        return compiled

    def load(self, config: Mapping[str, Any], subjects: Sequence[Subject]) -> Mapping[int, Any]:
        """The answers, each in a tuple, since there may be none for somebody who is known."""
        measure = measure_named(config["measure"])
        if measure is None:
            return {}
        ids = [subject.follower_id for subject in subjects]
        days, only = config.get("days"), config.get("only")
        found = answers(measure, ids, now=clock.now(), days=days, only=only)
        return {follower_id: (answer,) for follower_id, answer in found.items()}

    def holds(self, config: Mapping[str, Any], known: Any, ctx: Context) -> bool | None:
        """``None`` for whom the site does not know, or once the site tells it no more."""
        measure = measure_named(config["measure"])
        if known is None or measure is None:
            return None
        [answer] = known
        if measure.what == NEWEST:
            field = measure.fact.field(measure.path)
            return field.told(answer, config["comparison"], config["value"]) if field else None
        if measure.what == LAST:
            if answer is None:
                # Known, and nothing ever happened: neither long ago nor just now.
                return False
            answer = days_since(answer, ctx.now, ZoneInfo(ctx.time_zone))
        want = as_number(config["value"])
        have = as_number(answer)
        if want is None or have is None:
            return None
        return {
            "at_least": have >= want,
            "at_most": have <= want,
            "is": have == want,
            "is_not": have != want,
        }.get(config["comparison"])

    def summary(self, value: Mapping[str, Any]) -> str:
        """Such as 「注文の件数（90日以内）が2以上」."""
        measure = measure_named(str(value.get("measure") or ""))
        what = _told(measure) if measure else (value.get("measure") or "…")
        if days := value.get("days"):
            days = days if isinstance(days, int) else 0
            text = ngettext("%(what)s in the last %(n)s day", "%(what)s in the last %(n)s days", days)
            what = text % {"what": what, "n": days}
        asked = measure.fact.field(measure.path) if measure else None
        text = str(value.get("value") or "")
        words = in_words(value.get("comparison"), what, asked.shown(text) if asked else text)
        field = measure.fact.field(str(value.get("only")).partition(".")[2]) if measure else None
        if field is not None:
            only = in_words(
                value.get("only_comparison"), field.label, field.shown(str(value.get("only_value") or ""))
            )
            words = gettext("%(words)s (only: %(only)s)") % {"words": words, "only": only}
        return words

    def told(self, value: Mapping[str, Any], answer: bool | None, steps: Mapping[str, str]) -> str:
        """Whether it is so; or that the site does not know the person."""
        if answer is None:
            return gettext("the site does not know this person")
        return super().told(value, answer, steps)


def _value_problems(measure: Measure, value: Mapping[str, Any]) -> list[Problem]:
    text, comparison = str(value.get("value") or "").strip(), str(value.get("comparison"))
    if not text:
        return [Problem(message=_("Say which value is asked for."), path=("value",))]
    if measure.what == NEWEST:
        field = measure.fact.field(measure.path)
        return _field_problems(field, comparison, text, "comparison", "value")
    if comparison == "contains":
        return [Problem(message=_("A number cannot be compared so."), path=("comparison",))]
    if as_number(text) is None:
        words = _("Write how many days.") if measure.what == LAST else _("Write a number, such as 3000.")
        return [Problem(message=words, path=("value",))]
    return []


def _days_problems(fact: SiteFact, days: Any) -> list[Problem]:
    if days is None:
        return []
    if not fact.when:
        return [
            Problem(message=_("The site does not tell when this happened. Leave it empty."), path=("days",))
        ]
    if isinstance(days, bool) or not isinstance(days, int) or not 1 <= days <= _MAX_DAYS:
        text = gettext("Say in how many days: 1 to %(max)s.") % {"max": _MAX_DAYS}
        return [Problem(message=text, path=("days",))]
    return []


def _only_problems(fact: SiteFact, value: Mapping[str, Any]) -> list[Problem]:
    if not value.get("only"):
        return []
    kind, _dot, path = str(value["only"]).partition(".")
    field = fact.field(path) if kind == fact.name else None
    if field is None:
        text = gettext("This is none of “%(fact)s”. Choose another one.") % {"fact": fact.label}
        return [Problem(message=text, path=("only",))]
    text = str(value.get("only_value") or "").strip()
    return _field_problems(field, str(value["only_comparison"]), text, "only_comparison", "only_value")


def _field_problems(field: Any, comparison: str, text: str, where: str, value_where: str) -> list[Problem]:
    if comparison not in field.comparisons:
        words = gettext("“%(field)s” cannot be compared so.") % {"field": field.label}
        return [Problem(message=words, path=(where,))]
    if field.value_of(text) is None:
        return [Problem(message=field.cure(), path=(value_where,))]
    return []


def _told(measure: Measure) -> str:
    """A measure as editors read it."""
    field = measure.fact.field(measure.path)
    texts = {
        COUNT: gettext("number of “%(fact)s”"),
        LAST: gettext("days since the last “%(fact)s”"),
        SUM: gettext("sum of “%(field)s” of “%(fact)s”"),
        NEWEST: gettext("“%(field)s” of the newest “%(fact)s”"),
    }
    return texts[measure.what] % {"fact": measure.fact.label, "field": field.label if field else ""}


def _measures(fact: SiteFact) -> list[tuple[str, str]]:
    names = [f"{fact.name}.{COUNT}", f"{fact.name}.{LAST}"]
    for field in fact.fields:
        names += [f"{fact.name}.{SUM}.{field.path}", f"{fact.name}.{NEWEST}.{field.path}"]
    found = [(name, measure_named(name)) for name in names]
    return [(name, _told(measure)) for name, measure in found if measure is not None]


class _Named(forms.Select):
    """A list that is made anew each time; a stored name that is gone stays chosen."""

    def groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """By fact."""
        raise NotImplementedError

    empty: Any = ""

    def optgroups(self, name: str, value: Any, attrs: dict[str, Any] | None = None) -> Any:
        """All that the site tells."""
        chosen = [str(item) for item in value if item]
        groups = offered(type(self).__qualname__, self.groups)
        known = {key for _label, pairs in groups for key, _text in pairs}
        gone = [(key, key) for key in chosen if key not in known]
        self.choices = [("", self.empty), *groups, *gone]
        return super().optgroups(name, chosen, attrs)


class _MeasureSelect(_Named):
    empty = _("Choose what is asked")

    def groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """What can be counted, added up, or looked at."""
        return [(str(fact.label), _measures(fact)) for fact in facts]


class _FieldSelect(_Named):
    empty = _("(all of them)")

    def groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The declared fields."""
        return [
            (str(fact.label), [(f"{fact.name}.{field.path}", str(field.label)) for field in fact.fields])
            for fact in facts
        ]


class _NamedBlock(blocks.FieldBlock):
    """A name out of such a list, stored as text; whether the site still tells it is checked at publish."""

    def __init__(self, widget: _Named, **kwargs: Any) -> None:
        self.field = forms.CharField(required=False, max_length=200, widget=widget)
        super().__init__(**kwargs)

    class Meta:
        default = ""


registry.register(SiteFactCondition())

"""Checks that hold for every kind of step, message, condition and trigger."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import translation
from wagtail import blocks

from linesteps.accounts.models import Account
from linesteps.conditions.kind import ConditionKind
from linesteps.goals.kind import GoalKind
from linesteps.graph import Context
from linesteps.messages.kind import Compiling, problems_of
from linesteps.steps.kind import StepKind
from linesteps.triggers.kind import TriggerKind

#: Words of programmers that no editor may meet (builder.md 2.9).
FORBIDDEN = (
    "ノード", "トリガー", "フロー", "エッジ", "Webhook", "JSON", "ペイロード", "null", "UUID", "cron", "キュー",
    "None", "node", "payload",
)  # fmt: skip
ODD = (
    None, "", " ", "x", "0", 0, 1, -1, 1.5, 10**12, True, [], [None], [[]], ["x"], [0], [{}], {}, {"a": 1},
    [{"type": "item"}], [{"type": "item", "value": None}], [{"type": "nothing", "value": {}}],
    [{"type": "text", "value": None}], [{"type": "text", "value": {"text": 5}}], [{"type": "tag", "value": []}],
    [{"type": "item", "value": {"conditions": 5, "steps": 5}}], [{"value": {"label": 5, "url": 5}}], "2026-13-45",
)  # fmt: skip
NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


#: The account that ``known_account`` stores, and a scenario and a segment of it that others may name.
KNOWN_ACCOUNT, OTHER_SCENARIO, SEGMENT = 990, 991, 992
#: A page of the site.
KNOWN_PAGE = 992


def compiling() -> Compiling:
    """The account of ``known_account`` (stored or not), and one step to refer to."""
    return Compiling(
        account=Account(pk=KNOWN_ACCOUNT, name="Shop"),
        scenario_id=1,
        step_id="here",
        step_kinds={"here": "send", "there": "send"},
    )


def context(**values: Any) -> Context:
    """What a step sees on arrival."""
    given = {
        "now": NOW, "time_zone": "Asia/Tokyo", "enrolment_id": 1, "follower_id": 1, "entered_at": NOW, "arrived_at": NOW
    }  # fmt: skip
    return Context(**{**given, **values})


def plain(block: blocks.Block, value: Any) -> Any:
    """A block's value as it is stored."""
    return json.loads(json.dumps(block.get_prep_value(value), cls=DjangoJSONEncoder))


def default_of(kind: Any) -> dict[str, Any]:
    """What the form holds before anybody touched it, as it is stored."""
    block = kind.block()
    return dict(plain(block, block.get_default()))


def odd_values(kind: Any) -> Iterator[Any]:
    """Values that no form makes, but programs, imports and old data may."""
    default = default_of(kind)
    yield from (None, [], "x", 5, {}, dict.fromkeys(default))
    for name in default:
        yield {key: value for key, value in default.items() if key != name}
        for odd in ODD:
            yield {**default, name: odd}


def check_block(kind: Any) -> None:
    """The form is sound, takes its own untouched value as a draft, and gives back what was stored."""
    block = kind.block()
    block.set_name(kind.name)
    assert isinstance(block, blocks.StructBlock)
    assert block.check() == []
    stored = plain(block, block.get_default())
    assert plain(block, block.to_python(stored)) == stored
    block.clean(block.to_python(stored))
    assert block.label and block.meta.icon != "placeholder"


def check_name(kind: Any, package: str) -> None:
    """Kind, module and class are one name; the kind stands in its registry once."""
    module = type(kind).__module__
    assert module == f"{package}.{kind.name}"
    assert type(kind).__doc__


def check_problems(kind: Any) -> None:
    """Whatever a value is, it is either refused in words or can be compiled, told of and stored."""
    for value in odd_values(kind):
        found = problems_of(kind, value, compiling())
        assert all(str(problem.message).strip() for problem in found)
        if not any(problem.is_error for problem in found):
            config = check_compiles(kind, value)
            assert isinstance(kind.summary(value), str)
            if isinstance(kind, StepKind):
                kind.run(config, context())
            if isinstance(kind, ConditionKind):
                kind.holds(config, None, context())
            if isinstance(kind, TriggerKind):
                kind.matches(config, {})
            if isinstance(kind, GoalKind):
                for activity in kind.activities:
                    kind.matches(config, activity, {})
                kind.value(config, {})


def check_compiles(kind: Any, value: Mapping[str, Any]) -> dict[str, Any]:
    """Compiling gives the same plain JSON each time; returns it."""
    config = kind.compile(value, compiling())
    assert json.loads(json.dumps(config)) == config, value
    assert kind.compile(value, compiling()) == config
    return dict(config)


def check_words(text: str) -> None:
    """A text for editors: not empty, and in their words."""
    assert text.strip()
    used = [word for word in FORBIDDEN if word in text]
    assert not used, f"{text!r} says {used}"


def check_summary(kind: Any, value: Mapping[str, Any], label: str = "summary") -> None:
    """A summary in each language, for a finished value and for one hardly begun."""
    for language in ("ja", "en"):
        with translation.override(language):
            for one in (value, default_of(kind), dict.fromkeys(default_of(kind))):
                text = getattr(kind, label)(one)
                assert isinstance(text, str)
                check_words(text)


def check_step(kind: Any, value: Mapping[str, Any], django_assert_num_queries: Any) -> None:
    """All that a step kind promises, for a finished value of it."""
    check_block(kind)
    check_problems(kind)
    check_summary(kind, value)
    check_summary(kind, value, "stats_label")
    assert problems_of(kind, value, compiling()) == []
    check_run(kind, check_compiles(kind, value), django_assert_num_queries)


def check_run(kind: Any, config: Mapping[str, Any], django_assert_num_queries: Any) -> None:
    """Running reads nothing but its arguments and changes none; it says the same twice."""
    before = json.dumps(config)
    for is_resumed in (False, True):
        ctx = context(is_resumed=is_resumed)
        with django_assert_num_queries(0), no_clock():
            result = kind.run(config, ctx)
            assert kind.run(config, ctx) == result
    assert json.dumps(config) == before


class no_clock:
    """Within the block nobody may ask for the time or for chance."""

    def __enter__(self) -> None:
        self.patch = pytest.MonkeyPatch()
        for name in ("linesteps.clock.now", "django.utils.timezone.now", "random.random", "uuid.uuid4"):
            self.patch.setattr(name, _forbidden)

    def __exit__(self, *_: object) -> None:
        self.patch.undo()


def _forbidden(*_: object, **__: object) -> None:
    raise AssertionError("A step may not ask for time or chance.")


def modules_in(package: Any) -> set[str]:
    """The stems of a package's kinds, as its files name them."""
    folder = Path(package.__file__).parent
    shared = {
        "__init__",
        "answers",
        "kind",
        "stream",
        "models",
        "chooser",
        "guarded_chooser",
        "own_coupon_chooser",
        "registration",
        "links",
        "own_documents",
        "referred",
        "violations",
        "takeover",
        "filters",
        "moments",
        "compiled",
        "coupon_chosen",
        "segment_chosen",
        "tag_named",
    }
    return {file.stem for file in folder.glob("*.py")} - shared

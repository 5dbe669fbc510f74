"""Temporary rows on which a trial is played: an account, a scenario with a version, one follower.

All of them are new and have ids that no other row ever has, so that neither the engine's memory nor a
query about real rows can mistake them. Whoever builds a stage rolls it back.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from linesteps.accounts.models import Account
from linesteps.followers.models import Attribute, Follower, FollowerAttribute, FollowerTag, Tag
from linesteps.graph import Graph
from linesteps.scenarios.compiler import Compiled, compile_scenario
from linesteps.scenarios.drawn import Drawn
from linesteps.scenarios.exits import exit_words
from linesteps.scenarios.models import Scenario, ScenarioTrigger, ScenarioVersion
from linesteps.scenarios.plain import plain
from linesteps.simulator.persona import Persona
from linesteps.tracking.models import TrackedLink
from linesteps.triggers.stream import triggers_block


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What the scenario does with somebody who comes back; no part of its steps."""

    re_entry: str = Scenario.ReEntry.RESTART
    can_repeat: bool = False

    @classmethod
    def of(cls, scenario: Any) -> Rules:
        """Those of a scenario or of its draft."""
        return cls(re_entry=scenario.re_entry, can_repeat=scenario.can_repeat)


@dataclass(kw_only=True)
class Script:
    """A drawn scenario made ready to be played, without a database row.

    Args:
        account: the real account, for whose messages and attributes it was compiled.
        scenario_id: of the row that is going to stand for it.
        steps: plain.
        triggers: plain; added as a friend, if none were drawn.
        compiled: with ``scenario_id`` in answers and conditions.
        exit_words: when people leave early, in a phrase.
    """

    account: Account
    scenario_id: int
    steps: Sequence[Mapping[str, Any]]
    triggers: Sequence[Mapping[str, Any]]
    compiled: Compiled
    exit_words: str = ""


@dataclass(kw_only=True)
class _Nameless:
    """A drawn scenario under the id of the row that is going to stand for it."""

    pk: Any
    account: Account
    steps: Any
    triggers: Any
    goals: Any
    exit_rules: Any
    exit_match: str
    exits_at_goal: bool


def prepare(drawn: Drawn) -> Script:
    """Compile a draft for a trial. Outside a transaction: pictures may be scaled and stored meanwhile.

    Raises:
        ScenarioHasProblems: something must be mended first.
    """
    triggers = drawn.triggers
    if not len(triggers):
        triggers = triggers_block().to_python([{"type": "friend_added", "value": {"when": "any"}}])
    rules, match = getattr(drawn, "exit_rules", None), getattr(drawn, "exit_match", "any")
    at_goal = bool(getattr(drawn, "exits_at_goal", False))
    copy = _Nameless(
        pk=_new_id(),
        account=drawn.account,
        steps=drawn.steps,
        triggers=triggers,
        goals=getattr(drawn, "goals", None),
        exit_rules=rules,
        exit_match=match,
        exits_at_goal=at_goal,
    )
    return Script(
        account=drawn.account,
        scenario_id=copy.pk,
        steps=plain(drawn.steps),
        triggers=plain(triggers),
        compiled=compile_scenario(copy),
        exit_words=exit_words(plain(rules) if rules is not None else [], match, at_goal),
    )


@dataclass(kw_only=True)
class Stage:
    """The rows of one trial."""

    account: Account
    scenario: Scenario
    version_id: int
    graph: Graph
    follower: Follower
    exit_words: str = ""


def build(script: Script, persona: Persona, rules: Rules, start: datetime) -> Stage:
    """Write the rows. Call inside a transaction that is rolled back.

    Rows are written in bulk since that sends no signals: no search index, no reference index and no
    task hears of them.
    """
    account = _account(script.account)
    scenario = Scenario(
        pk=script.scenario_id,
        name="…",
        account=account,
        live=True,
        state=Scenario.State.ACTIVE,
        re_entry=rules.re_entry,
        can_repeat=rules.can_repeat,
        created_at=start,
    )
    Scenario.objects.bulk_create([scenario])
    graph = script.compiled.graph
    version = ScenarioVersion(
        pk=_new_id(),
        scenario=scenario,
        number=1,
        graph=graph.to_json(),
        content_hash=graph.content_hash(),
        published_at=start,
    )
    ScenarioVersion.objects.bulk_create([version])
    Scenario.objects.filter(pk=scenario.pk).update(current_version=version)
    scenario.current_version = version
    ScenarioTrigger.objects.bulk_create(
        ScenarioTrigger(
            scenario=scenario,
            account=account,
            kind=trigger.kind,
            activity_kind=trigger.activity_kind,
            config=dict(trigger.config),
        )
        for trigger in script.compiled.triggers
    )
    TrackedLink.objects.bulk_create(
        TrackedLink(scenario=scenario, step_id=step_id, position=position, url=url, label=label)
        for step_id, links in script.compiled.links.items()
        for position, url, label in links
    )
    follower = _follower(account, script.account, persona, start)
    return Stage(
        account=account,
        scenario=scenario,
        version_id=version.pk,
        graph=graph,
        follower=follower,
        exit_words=script.exit_words,
    )


def _account(real: Account) -> Account:
    """Named like the real one and as quiet, but nobody's: no secret, no address, no other scenario."""
    account = Account(
        pk=_new_id(),
        name=real.name,
        slug=f"trial-{uuid.uuid4().hex}",
        channel_id=uuid.uuid4().hex,
        channel_secret="",
        channel_access_token="",
        time_zone=real.time_zone,
        language=real.language,
        quiet_from=real.quiet_from,
        quiet_until=real.quiet_until,
        hold_per_day=real.hold_per_day,
        hold_per_week=real.hold_per_week,
        # Links are of the kind that friends will get, so that a trial sends as the real run will.
        login_channel_id=real.login_channel_id,
        liff_id=real.liff_id,
        link_kind=real.link_kind,
        # The minute differs from person to person; a trial shows the hour.
        spread_minutes=0,
    )
    Account.objects.bulk_create([account])
    return account


def _follower(account: Account, real: Account, persona: Persona, start: datetime) -> Follower:
    is_new = persona.friend_days is None
    since = None if persona.friend_days is None else start - timedelta(days=persona.friend_days, seconds=1)
    follower = Follower(
        pk=_new_id(),
        account=account,
        line_user_id="U" + uuid.uuid4().hex,
        status=Follower.Status.STRANGER if is_new else Follower.Status.FRIEND,
        status_at=since,
        first_followed_at=since,
        last_followed_at=since,
        display_name=persona.name,
        language=persona.language,
        os=persona.os,
        profile_fetched_at=start,
    )
    Follower.objects.bulk_create([follower])
    # The real account's attributes: the compiled conditions ask for them by id.
    known = Attribute.objects.filter(account=real, key__in=persona.attributes)
    FollowerAttribute.objects.bulk_create(
        FollowerAttribute(
            follower=follower,
            attribute=attribute,
            value=persona.attributes[attribute.key],
            source=FollowerAttribute.Source.HAND,
            set_at=since or start,
        )
        for attribute in known
    )
    tags = Tag.objects.bulk_create(Tag(account=account, name=name) for name in dict.fromkeys(persona.tags))
    FollowerTag.objects.bulk_create(
        FollowerTag(follower=follower, tag=tag, source="hand", added_at=since or start) for tag in tags
    )
    return follower


def _new_id() -> int:
    """Far above what a sequence reaches, and never the same twice."""
    return 2**61 + secrets.randbelow(2**61)

"""From ``send`` effects to the outbox: one body for many where they are equal, else one for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from linesteps import bulk, personalise
from linesteps.accounts.models import Account
from linesteps.accounts.quiet import PROMPT_WITHIN, send_time
from linesteps.coupons.allocate import Wish
from linesteps.engine.coupons import Place, Share, Shares, coupons_at, run_of, template_without
from linesteps.engine.models import EXISTING_FRIENDS, StepVisit
from linesteps.engine.moves import Move, Visit
from linesteps.engine.versions import graph_of, template_of
from linesteps.followers.models import FollowerAttribute
from linesteps.outbox.models import UNSETTLED
from linesteps.outbox.post import NO_MESSAGES, Post, Recipient, post, recipients
from linesteps.personalise import Template
from linesteps.tracking.models import TrackedLink
from linesteps.tracking.tokens import LinkToken, address


def post_sends(moves: Sequence[Move], moment: datetime) -> None:
    """Put every ``send`` effect of a batch into the outbox, and tie the dispatch to its visit."""
    by_step: dict[tuple[int, str], list[tuple[Move, Visit]]] = defaultdict(list)
    for move in moves:
        for _effect, visit in move.effects:
            by_step[move.version_id, visit.node.id].append((move, visit))
    if not by_step:
        return
    people = recipients({move.follower_id for sends in by_step.values() for move, _visit in sends})
    accounts = Account.objects.in_bulk({person.account_id for person in people.values()})
    waited_for = _still_on_the_way({move.pk for sends in by_step.values() for move, _visit in sends})
    shares = Shares(_wishes(by_step, people, accounts, moment), moment)
    posts: list[Post] = []
    visits: list[Visit] = []
    for (version_id, step_id), sends in by_step.items():
        filler = _Filler(version_id, step_id, [move.follower_id for move, _visit in sends])
        for move, visit in sends:
            person = people[move.follower_id]
            share = shares.of((version_id, step_id), move.follower_id, move.pk)
            messages = filler.fill(person, accounts[person.account_id], move, share)
            posts.append(
                Post(
                    to=person,
                    messages=messages or NO_MESSAGES,
                    scenario_id=move.scenario_id,
                    step_id=step_id,
                    is_same_for_all=filler.is_same_for_all,
                    is_prompt=_is_prompt(move, moment),
                    # Steps are numbered along the way, so this is the order of a run's sends.
                    rank=visit.seq,
                    after_id=waited_for.get(move.pk),
                    expires_at=filler.expires_at(move.planned_at or moment),
                    refused="" if messages else share.reason,
                )
            )
            visits.append(visit)
    for visit, dispatch_id in zip(visits, post(posts, accounts, moment), strict=True):
        visit.dispatch_id = dispatch_id


def _wishes(
    by_step: Mapping[Place, Sequence[tuple[Move, Visit]]],
    people: Mapping[int, Recipient],
    accounts: Mapping[int, Account],
    moment: datetime,
) -> dict[Place, list[Wish]]:
    """Who shall get own coupons, by step; friends only, since nobody else gets the message."""
    found: dict[Place, list[Wish]] = {}
    for place in by_step:
        if not coupons_at(place):
            continue
        found[place] = [
            Wish(
                follower_id=move.follower_id,
                run=run_of(move.pk, place[1]),
                scenario_id=move.scenario_id,
                step_id=place[1],
                received_at=moment
                if _is_prompt(move, moment)
                else send_time(accounts[people[move.follower_id].account_id], move.follower_id, moment),
            )
            for move, _visit in by_step[place]
            if people[move.follower_id].is_friend
        ]
    return found


def _still_on_the_way(enrolment_ids: set[int]) -> dict[int, int]:
    """The last send of each run that LINE has not answered yet: a retry, or one that waits for the morning."""
    earlier = StepVisit.objects.filter(
        bulk.among("enrolment_id", enrolment_ids), dispatch__status__in=UNSETTLED
    )
    return dict(earlier.order_by("seq").values_list("enrolment_id", "dispatch_id"))


def _is_prompt(move: Move, moment: datetime) -> bool:
    """Whether the person waits for it: soon after a start, unless others chose the hour."""
    return moment - move.entered_at <= PROMPT_WITHIN and move.cause != EXISTING_FRIENDS


class _Filler:
    """Fills the template of one step for many followers, with a constant number of queries."""

    def __init__(self, version_id: int, step_id: str, follower_ids: Sequence[int]) -> None:
        self.step_id = step_id
        self.template = template_of(version_id, step_id)
        names = self.template.names
        # The account's name is the same for all who get one body.
        self.is_same_for_all = names <= {"account_name"}
        self.link_tokens = sorted(name for name in names if name.startswith(personalise.LINK_PREFIX))
        self.links: dict[int, int] | None = None
        keys = {
            name.removeprefix(personalise.ATTRIBUTE_PREFIX) for name in names if name.startswith("attribute.")
        }
        self.attributes: dict[int, dict[str, str]] = defaultdict(dict)
        if keys:
            rows = FollowerAttribute.objects.filter(
                bulk.among("follower_id", follower_ids), attribute__key__in=keys
            )
            for follower_id, key, value in rows.values_list("follower_id", "attribute__key", "value"):
                self.attributes[follower_id][key] = value
        self._version_id = version_id
        self._same: dict[int, str] = {}
        self._without: dict[frozenset[int], Template | None] = {}
        self._hours: int | None = graph_of(version_id).nodes[step_id].config.get("expires_hours")

    def expires_at(self, planned_at: datetime) -> datetime | None:
        """When it is too late to send what was planned for a time; full hours, so that people share a call."""
        hours = self._hours
        if hours is None:
            return None
        last = planned_at + timedelta(hours=hours, minutes=59, seconds=59)
        return last.replace(minute=0, second=0, microsecond=0)

    def fill(self, person: Recipient, account: Account, move: Move, share: Share) -> str:
        """The messages for one friend; empty when they lack the coupons without which nothing is sent."""
        template = self._template_for(share)
        if template is None:
            return ""
        if self.is_same_for_all:
            # One object for all, so that those who get the same are found quickly.
            if (known := self._same.get(account.pk)) is None:
                values = {"account_name": account.name}
                known = self._same[account.pk] = self.template.fill(values, language=account.language)
            return known
        values = personalise.values_for(
            display_name=person.display_name,
            account_name=account.name,
            attributes=self.attributes.get(person.follower_id, {}),
        )
        for name in self.link_tokens:
            position = int(name.removeprefix(personalise.LINK_PREFIX))
            token = LinkToken(
                link_id=self._link_id(move.scenario_id, position),
                follower_id=person.follower_id,
                enrolment_id=move.pk,
            )
            values[name] = address(token)
        return template.fill({**values, **share.values}, language=account.language)

    def _template_for(self, share: Share) -> Template | None:
        if share.is_refused or not share.lacking:
            return None if share.is_refused else self.template
        lacking = frozenset(share.lacking)
        if lacking not in self._without:
            self._without[lacking] = template_without((self._version_id, self.step_id), lacking)
        return self._without[lacking]

    def _link_id(self, scenario_id: int, position: int) -> int:
        if self.links is None:
            urls = graph_of(self._version_id).nodes[self.step_id].config["links"]
            rows = TrackedLink.objects.filter(scenario_id=scenario_id, step_id=self.step_id)
            known = {(row.position, row.url): row.pk for row in rows}
            self.links = {number: known[(number, url)] for number, url in enumerate(urls)}
        return self.links[position]

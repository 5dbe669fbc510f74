"""From ``send`` effects to the outbox: one body for many where they are equal, else one for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import models

from linesteps import bulk, personalise
from linesteps.accounts.models import Account
from linesteps.accounts.quiet import PROMPT_WITHIN, send_time
from linesteps.coupons.allocate import Wish
from linesteps.engine.coupons import Place, Share, Shares, coupons_at, run_of, template_without
from linesteps.engine.models import BROADCAST, UNASKED, StepVisit
from linesteps.engine.moves import Move, Visit
from linesteps.engine.versions import graph_of, is_on_trial, template_of
from linesteps.followers.models import FollowerAttribute
from linesteps.insight.units import units_for
from linesteps.outbox.models import UNSETTLED
from linesteps.outbox.post import NO_MESSAGES, Letter, Post, Recipient, post, recipients
from linesteps.personalise import Template
from linesteps.tracking.models import TrackedLink
from linesteps.tracking.sightings import image_address
from linesteps.tracking.tokens import LinkToken, address, liff_address


def post_sends(moves: Sequence[Move], moment: datetime) -> None:
    """Put every ``send`` effect of a batch into the outbox, and tie the dispatch to its visit."""
    by_step: dict[tuple[int, str], list[tuple[Move, Visit]]] = defaultdict(list)
    for move in moves:
        for _effect, visit in move.effects:
            by_step[move.version_id, visit.node.id].append((move, visit))
    if not by_step:
        return
    people = recipients({move.follower_id for sends in by_step.values() for move, _visit in sends})
    accounts = bulk.look_up_each(Account, {person.account_id for person in people.values()})
    # Whoever has left no step before has nothing on the way.
    waited_for = _still_on_the_way(
        {move.pk for sends in by_step.values() for move, _visit in sends if move.seq > len(move.visits)}
    )
    shares = Shares(_wishes(by_step, people, accounts, moment), moment)
    units = _units(by_step, people, moment)
    posts: list[Post] = []
    visits: list[Visit] = []
    for (version_id, step_id), sends in by_step.items():
        unit = units.get((version_id, step_id), "")
        # All who stand at a step are friends of the scenario's account.
        account = accounts[people[sends[0][0].follower_id].account_id]
        filler = _Filler(
            (version_id, step_id),
            account,
            [move.follower_id for move, _visit in sends],
            # Nobody's phone may ask for what is never kept, nor for what was switched off since.
            has_image=account.has_view_image and not is_on_trial(version_id),
        )
        letters = _Letters((version_id, step_id), filler, unit, moment)
        for move, visit in sends:
            person = people[move.follower_id]
            share = shares.of((version_id, step_id), move.follower_id, move.pk)
            letter = letters.to(person, move, visit, share)
            # Steps are numbered along the way, so the visit's number is the order of a run's sends.
            posts.append(Post(person, letter, visit.seq, waited_for.get(move.pk)))
            visits.append(visit)
    for visit, dispatch_id in zip(visits, post(posts, accounts, moment), strict=True):
        visit.dispatch_id = dispatch_id


def _units(
    by_step: Mapping[Place, Sequence[tuple[Move, Visit]]], people: Mapping[int, Recipient], moment: datetime
) -> dict[Place, str]:
    """Under which name LINE shall count each step, by place; what is never sent has none."""
    steps = {
        place: (person.account_id, sends[0][0].scenario_id, place[1])
        for place, sends in by_step.items()
        if not is_on_trial(place[0])
        and (
            person := next(
                (one for move, _visit in sends if (one := people[move.follower_id]).is_friend), None
            )
        )
    }
    names = units_for(steps.values(), moment)
    return {place: names[step] for place, step in steps.items() if step in names}


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
    return dict(_ON_THE_WAY(ids=enrolment_ids)) if enrolment_ids else {}


def _on_the_way() -> models.QuerySet[StepVisit]:
    earlier = StepVisit.objects.filter(
        bulk.among("enrolment_id", bulk.slot("ids")), dispatch__status__in=UNSETTLED
    )
    return earlier.order_by("seq")


_ON_THE_WAY = bulk.Statement(_on_the_way, "enrolment_id", "dispatch_id")


def _is_prompt(move: Move, moment: datetime) -> bool:
    """Whether the person waits for it: soon after a start, unless others chose the hour."""
    return moment - move.entered_at <= PROMPT_WITHIN and move.cause not in UNASKED


class _Letters:
    """What one step sends: one letter for all who get the same, in the same way."""

    def __init__(self, place: Place, filler: _Filler, unit: str, moment: datetime) -> None:
        self._step_id = place[1]
        self._filler = filler
        self._unit = unit
        self._moment = moment
        self._known: dict[tuple[str, str, bool, datetime | None, bool], Letter] = {}

    def to(self, person: Recipient, move: Move, visit: Visit, share: Share) -> Letter:
        """The letter to one follower."""
        filler = self._filler
        messages = filler.fill(person, (move, visit.seq), share)
        refused = "" if messages else share.reason
        is_prompt, may_reply = _is_prompt(move, self._moment), move.cause != BROADCAST
        expires_at = filler.expires_at(move.planned_at or self._moment) if filler.expires else None
        if not filler.is_same_for_all:
            return self._letter(move, messages, refused, is_prompt, expires_at, may_reply)
        key = (messages, refused, is_prompt, expires_at, may_reply)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._letter(move, *key)
        return found

    def _letter(
        self,
        move: Move,
        messages: str,
        refused: str,
        is_prompt: bool,
        expires_at: datetime | None,
        may_reply: bool,
    ) -> Letter:
        # By place, since names cost half of what the whole loop does (measured).
        return Letter(
            messages or NO_MESSAGES, move.scenario_id, self._step_id, self._filler.is_same_for_all, is_prompt,
            expires_at, self._unit, refused, may_reply,
        )  # fmt: skip


class _Filler:
    """Fills the template of one step for many followers, with a constant number of queries.

    Links are chosen here rather than at publication, so that the account's choice holds at once: one LIFF link for
    all, with which equal messages still share a call; or a signed link of each friend's own.
    """

    def __init__(
        self, place: Place, account: Account, follower_ids: Sequence[int], *, has_image: bool
    ) -> None:
        version_id, self.step_id = place
        self.account = account
        self.has_image = has_image
        self.template = template_of(version_id, self.step_id, has_image=has_image)
        names = self.template.names
        self.link_tokens = sorted(name for name in names if name.startswith(personalise.LINK_PREFIX))
        # The account's name is the same for all who get one body, and so is a LIFF link.
        same = {"account_name", *(self.link_tokens if account.uses_liff_links else ())}
        self.is_same_for_all = names <= same
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
        self._same: str | None = None
        self._without: dict[frozenset[int], Template | None] = {}
        self._hours: int | None = graph_of(version_id).nodes[self.step_id].config.get("expires_hours")
        #: Whether there is a time from which on it is too late.
        self.expires = self._hours is not None

    def expires_at(self, planned_at: datetime) -> datetime:
        """When it is too late to send what was planned for a time; full hours, so that people share a call."""
        last = planned_at + timedelta(hours=self._hours or 0, minutes=59, seconds=59)
        return last.replace(minute=0, second=0, microsecond=0)

    def fill(self, person: Recipient, visit: tuple[Move, int], share: Share) -> str:
        """The messages for one friend; empty when they lack the coupons without which nothing is sent."""
        move, seq = visit
        template = self._template_for(share)
        if template is None:
            return ""
        if self.is_same_for_all:
            # One object for all, so that those who get the same are found quickly.
            if self._same is None:
                values = {"account_name": self.account.name, **self._links_of(person, move)}
                self._same = template.fill(values, language=self.account.language)
            return self._same
        values = personalise.values_for(
            display_name=person.display_name,
            account_name=self.account.name,
            attributes=self.attributes.get(person.follower_id, {}),
        )
        values |= self._links_of(person, move)
        if personalise.VIEW_IMAGE in self.template.names:
            values[personalise.VIEW_IMAGE] = image_address(move.pk, seq)
        return template.fill({**values, **share.values}, language=self.account.language)

    def _links_of(self, person: Recipient, move: Move) -> dict[str, str]:
        """The address of each link, by token."""
        found = {}
        for name in self.link_tokens:
            link_id = self._link_id(move.scenario_id, int(name.removeprefix(personalise.LINK_PREFIX)))
            if self.account.uses_liff_links:
                found[name] = liff_address(self.account, link_id)
            else:
                token = LinkToken(link_id=link_id, follower_id=person.follower_id, enrolment_id=move.pk)
                found[name] = address(token)
        return found

    def _template_for(self, share: Share) -> Template | None:
        if share.is_refused or not share.lacking:
            return None if share.is_refused else self.template
        lacking = frozenset(share.lacking)
        if lacking not in self._without:
            self._without[lacking] = template_without(
                (self._version_id, self.step_id), lacking, has_image=self.has_image
            )
        return self._without[lacking]

    def _link_id(self, scenario_id: int, position: int) -> int:
        if self.links is None:
            urls = graph_of(self._version_id).nodes[self.step_id].config["links"]
            rows = TrackedLink.objects.filter(scenario_id=scenario_id, step_id=self.step_id)
            known = {(row.position, row.url): row.pk for row in rows}
            self.links = {number: known[(number, url)] for number, url in enumerate(urls)}
        return self.links[position]

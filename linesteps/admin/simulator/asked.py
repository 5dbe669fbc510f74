"""Reading what the drawer sends: a draft, a person, a start and acts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.admin.builder.describe import Sketch
from linesteps.admin.builder.values import posted_stream
from linesteps.errors import LinestepsError
from linesteps.followers.models import Follower
from linesteps.scenarios.drawn import Drawn
from linesteps.scenarios.models import Scenario
from linesteps.simulator.acts import Act, read_script, read_time
from linesteps.simulator.persona import BadPersona, Persona
from linesteps.simulator.simulate import Simulation, simulate
from linesteps.simulator.stage import Rules
from linesteps.triggers.stream import triggers_block


class BadRequest(LinestepsError):
    """What was sent cannot be understood; the message says why."""


@dataclass(kw_only=True)
class Asked:
    """A draft and how to try it.

    Args:
        data: what was sent.
        account: whose scenario it is.
        scenario: the saved row, if there is one.
        drawn: the draft.
        rules: what it does with people who come back.
    """

    data: dict[str, Any]
    account: Account
    scenario: Scenario | None
    drawn: Drawn
    rules: Rules

    def persona(self, user: Any) -> Persona:
        """Who tries it; facts of a real friend only for people who may see friends.

        Raises:
            BadPersona: such a person cannot be.
        """
        said = self.data.get("persona") or {}
        if isinstance(said, dict) and said.get("follower"):
            if not may_see_friends(user):
                raise PermissionDenied
            friend = Follower.objects.filter(pk=as_id(said["follower"]), account=self.account).first()
            if friend is None:
                raise BadPersona(_("This friend cannot be found. Choose another one."))
            return Persona.of_follower(friend)
        return Persona.from_json(said, self.account)

    def is_of_real_friend(self) -> bool:
        """Whether the person is a copy of a real one."""
        said = self.data.get("persona")
        return isinstance(said, dict) and bool(said.get("follower"))

    def start(self) -> Any:
        """When it begins: as sent, else now."""
        if not self.data.get("start"):
            return clock.now().replace(second=0, microsecond=0)
        return read_time(self.data["start"], self.account.zone)

    def script(self) -> list[Act]:
        """What happens."""
        return read_script(self.data.get("script") or [], self.account.zone)

    def simulate(self, user: Any) -> Simulation:
        """Play it."""
        return simulate(
            self.drawn, self.persona(user), start=self.start(), script=self.script(), rules=self.rules
        )


def read_json(request: HttpRequest) -> dict[str, Any]:
    """The body as an object.

    Raises:
        BadRequest: it is none.
    """
    try:
        data = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise BadRequest("not JSON") from error
    if not isinstance(data, dict):
        raise BadRequest("not an object")
    return data


def read(request: HttpRequest) -> Asked:
    """What a request asks for.

    Raises:
        BadRequest: something in it cannot be understood.
        BadScript, BadPersona: when they are read.
    """
    data = read_json(request)
    scenario = (
        Scenario.objects.filter(pk=as_id(data.get("scenario"))).first() if data.get("scenario") else None
    )
    draft = scenario.get_latest_revision_as_object() if scenario else None
    account = account_of(data.get("account"), draft)
    if "steps" in data:
        try:
            drawn: Drawn = Sketch.of(
                account,
                scenario.pk if scenario else None,
                data["steps"] or [],
                _triggers(data.get("triggers")),
                draft,
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise BadRequest("not a scenario") from error
    elif draft is not None:
        drawn = draft
    else:
        raise BadRequest(_("Save the draft first, then try it."))
    return Asked(data=data, account=account, scenario=scenario, drawn=drawn, rules=_rules(data, draft))


def _triggers(said: Any) -> list[Any]:
    """Plain start conditions, or their form fields as the page would post them, url-encoded."""
    if not isinstance(said, str):
        return said or []
    return posted_stream(triggers_block(), QueryDict(said), "triggers")


def _rules(data: dict[str, Any], draft: Any) -> Rules:
    """As they stand in the form, else as they were saved."""
    saved = Rules.of(draft) if draft is not None else Rules()
    re_entry = data.get("re_entry", saved.re_entry)
    if re_entry not in Scenario.ReEntry.values:
        raise BadRequest("no such rule")
    return Rules(re_entry=re_entry, can_repeat=bool(data.get("can_repeat", saved.can_repeat)))


def account_of(value: Any, draft: Any = None) -> Account:
    """The chosen account, else the draft's, else the first: an account may be chosen later.

    Raises:
        BadRequest: there is none.
    """
    found = Account.objects.filter(pk=as_id(value)).first() if value else None
    found = found or (draft.account if draft is not None else None) or Account.objects.order_by("pk").first()
    if found is None:
        raise BadRequest(_("There is no LINE Official Account yet."))
    return found


def may_see_friends(user: Any) -> bool:
    """Whether facts of real friends may be shown."""
    return any(user.has_perm(f"linesteps.{verb}_follower") for verb in ("view", "change"))


def as_id(value: Any) -> int:
    if not str(value).isdecimal() or len(str(value)) > 18:
        raise BadRequest("not an id")
    return int(value)

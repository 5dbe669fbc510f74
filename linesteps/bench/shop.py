"""Rows to measure with: an account, scenarios, and many followers who stand at a step and are due."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

from django.core.management.color import no_style
from django.db import models

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.engine.models import Enrolment
from linesteps.engine.versions import forget_versions
from linesteps.followers.models import Attribute, Follower, FollowerAttribute
from linesteps.outbox.models import Dispatch
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import Plain, branch, buttons, clicked, message, path, send, trigger, wait
from linesteps.tracking.models import Click, TrackedLink

#: Rows made at once while seeding: few, since the memory that it takes is not given back before it is measured.
_CHUNK = 1_000

#: send → wait.
WALK_1 = [send("Good morning, and thank you.", id="start"), wait(days=1, id="rest")]
#: clicked? → send A / send B → wait, for people who got a message with a link before.
WALK_3 = [
    send(buttons("Have a look", ("Open", "https://example.org/")), id="first"),
    wait(days=1, id="pause"),
    branch(
        path([clicked("first")], [send("Thanks for looking.")]),
        otherwise=[send("Did you see it?")],
        id="start",
    ),
    wait(days=3, id="rest"),
]
#: send, a text for each → wait.
PERSONAL = [send("Hello {{ display_name|you }}!", id="start"), wait(days=1, id="rest")]


def _bubble(number: int) -> dict[str, Any]:
    words = f"{{{{ display_name:san|you }}}}, number {number}: {{{{ attribute.points:yen|0 }}}}"
    link = {"type": "uri", "label": "Open", "uri": f"https://example.org/{number}"}
    return {
        "type": "bubble",
        "body": {
            "type": "box",
            "layout": "vertical",
            "contents": [{"type": "text", "text": words, "wrap": True}, {"type": "button", "action": link}],
        },
    }


#: send, a Flex carousel of ten bubbles, each with a name, an amount and a link of the friend's own → wait.
CAROUSEL = [
    send(
        message(
            "flex",
            alt_text="For {{ display_name|you }}",
            code=json.dumps({"type": "carousel", "contents": [_bubble(number) for number in range(1, 11)]}),
        ),
        id="start",
    ),
    wait(days=1, id="rest"),
]


class Shop:
    """One account on the stand-in for LINE.

    Args:
        api_url: where it sends to.
        name: of the account.
    """

    def __init__(self, api_url: str, name: str = "Bench") -> None:
        self.account = Account.objects.create(
            name=name,
            channel_id=uuid.uuid4().hex,
            channel_secret="secret",  # noqa: S106 - nobody's
            channel_access_token="token",  # noqa: S106
            api_base_url=api_url,
            quiet_from=None,
            quiet_until=None,
            # Asked at each send, as on a site; never reached.
            hold_per_day=1_000,
            hold_per_week=10_000,
        )
        self.first_follower = self.followers = 0

    def publish(self, steps: list[Plain]) -> Scenario:
        """A running scenario."""
        forget_versions()
        scenario = Scenario(account=self.account, name="Walk", live=False)
        drawn: Any = scenario
        drawn.steps, drawn.triggers = list(steps), [trigger("by_hand")]
        scenario.save()
        scenario.save_revision().publish()
        scenario.refresh_from_db()
        return scenario

    def add_followers(self, count: int) -> None:
        """Friends with a name and a profile."""
        moment = clock.now()
        for start in range(0, count, _CHUNK):
            Follower.objects.bulk_create(
                Follower(
                    account=self.account,
                    line_user_id=f"U{self.account.pk:04x}{number:028x}",
                    status=Follower.Status.FRIEND,
                    display_name=f"Hanako {number}",
                    status_at=moment,
                    first_followed_at=moment,
                    last_followed_at=moment,
                    profile_fetched_at=moment,
                )
                for number in range(start, min(start + _CHUNK, count))
            )
        rows = Follower.objects.filter(account=self.account).order_by("pk")
        self.first_follower = rows.values_list("pk", flat=True)[0]
        self.followers = count

    def give_points(self) -> None:
        """A number for each follower."""
        points = Attribute.objects.create(
            account=self.account, key="points", name="Points", type=Attribute.Type.NUMBER
        )
        last = self.first_follower + self.followers
        _make(
            FollowerAttribute(
                follower_id=one, attribute=points, value=str(one), source="import", set_at=clock.now()
            )
            for one in range(self.first_follower, last)
        )

    def enrol(
        self, scenario: Scenario, count: int, *, at: str = "start", due_in: timedelta | None = None
    ) -> None:
        """The first ``count`` followers stand at a step, some days after they entered, and are due."""
        version, now = scenario.current_version, clock.now()
        assert version is not None  # noqa: S101 - it was published
        due_at = now + (due_in or timedelta(seconds=-1))
        for start in range(0, count, _CHUNK):
            first = self.first_follower + start
            Enrolment.objects.bulk_create(
                Enrolment(
                    scenario=scenario,
                    version=version,
                    follower_id=follower_id,
                    step_id=at,
                    arrived_at=now - timedelta(days=1),
                    seq=2,
                    due_at=due_at,
                    cause="bench",
                    entered_at=now - timedelta(days=2),
                )
                for follower_id in range(first, first + min(_CHUNK, count - start))
            )

    def click(self, scenario: Scenario, count: int) -> None:
        """Every second of the first ``count`` followers tapped the link of the step ``first``."""
        link = TrackedLink.objects.get(scenario=scenario, step_id="first")
        ids = range(self.first_follower, self.first_follower + count, 2)
        _make(Click(link=link, follower_id=one, at=clock.now(), is_counted=True) for one in ids)

    def clear(self) -> None:
        """Forget sends and runs; followers stay."""
        from linesteps.engine.models import StepVisit

        for model in (StepVisit, Dispatch, Click, Enrolment):
            model.objects.all()._raw_delete("default")


def _make(rows: Iterator[models.Model]) -> None:
    """Write rows of one model; the ORM would make all of them before it writes the first."""
    while some := list(islice(rows, _CHUNK)):
        type(some[0])._default_manager.bulk_create(some)


def forget_all() -> None:
    """Empty the tables that targets fill, so that the next one begins as the first did."""
    from django.db import connection

    names = [
        name
        for name in connection.introspection.table_names()
        if name.startswith(("linesteps_", "django_q_"))
    ]
    connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), names, allow_cascade=True))
    forget_versions()

"""Every address of ours in Wagtail's admin, found by walking the URL resolver, with arguments that exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.exceptions import NoReverseMatch
from wagtail.images.models import Image
from wagtail.models import Collection

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.audiences.models import Segment
from linesteps.audiences.segments import save_segment
from linesteps.broadcasts.content import stored
from linesteps.broadcasts.models import Broadcast
from linesteps.calls.models import Call, Endpoint, new_secret
from linesteps.coupons.models import CouponTicket, OwnCoupon
from linesteps.engine.enrol import enrol
from linesteps.followers.models import Attribute, Follower, Tag
from linesteps.hooks.models import Received, ReceivingAddress
from linesteps.imports.models import FriendImport
from linesteps.library.models import LibraryMessage, WrittenMessage
from linesteps.lineaudiences.models import LineAudience
from linesteps.messages.models import Coupon
from linesteps.narrowcasts.models import Narrowcast
from linesteps.outbox.models import Dispatch
from linesteps.richmenus.models import RichMenu
from linesteps.routes.models import Route
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.templates.models import ScenarioTemplate
from linesteps.scenarios.transfer.export import export_scenarios
from tests.admin.builders import make_friend, make_scenario, send


@dataclass(frozen=True)
class Address:
    """One named pattern; ``arguments`` are the names of what it wants."""

    name: str
    arguments: tuple[str, ...]
    callback: Any

    @property
    def namespace(self) -> str:
        """Which part of the admin it belongs to."""
        return self.name.partition(":")[0]


def addresses() -> list[Address]:
    """All of ours below the admin."""
    found = _walk(get_resolver(), "", ())
    return [one for path, one in found if path.startswith("admin/") and "linesteps" in path]


def all_addresses() -> list[tuple[str, Address]]:
    """All of the site, with their paths."""
    return list(_walk(get_resolver(), "", ()))


def _walk(resolver: Any, prefix: str, names: tuple[str, ...]) -> Iterator[tuple[str, Address]]:
    for pattern in resolver.url_patterns:
        path = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from _walk(pattern, path, (*names, pattern.namespace) if pattern.namespace else names)
        else:
            wanted = re.findall(r"<(?:\w+:)?(\w+)>", path)
            yield path, Address(":".join([*names, pattern.name or ""]), tuple(wanted), pattern.callback)


class Site:
    """One object of each kind, and where each address finds it.

    Args:
        name: of everything that somebody could have named.
    """

    def __init__(self, account: Account, name: str = "Anything") -> None:
        short = name[:60]
        self.account = account
        self.scenario = make_scenario(account, send("Hi"), publish=True, name=name[:120])
        self.friend = make_friend(account, name[:200])
        moment = clock.now()
        self.coupon = Coupon.objects.create(
            account=account, title=short, valid_from=moment, valid_until=moment
        )
        self.own_coupon = OwnCoupon.objects.create(account=account, title=short, benefit=short, valid_days=3)
        self.ticket = CouponTicket.objects.create(
            coupon=self.own_coupon,
            follower=self.friend,
            code_text=name[:40],
            received_at=moment,
            expires_at=moment + timedelta(days=3),
        )
        self.friend_import = FriendImport.objects.create(
            account=account, name=name[:200], headers=[name[:200]], columns=[""], created_at=moment
        )
        self.rich_menu = RichMenu.objects.create(account=account, name=short, bar_text="Menu")
        self.endpoint = Endpoint.objects.create(name=name[:80], url="https://shop.jp/", secret=new_secret())
        Call.objects.create(
            endpoint=self.endpoint,
            follower=self.friend,
            step_id="s",
            body="{}",
            due_at=moment,
            created_at=moment,
        )
        self.route = Route.objects.create(account=account, name=short, poster_title=name[:40])
        self.receiving = ReceivingAddress.objects.create(
            account=account,
            name=name[:80],
            example={"who": name[:200]},
            person_field="who",
            event_name="told",
        )
        Received.objects.create(
            address=self.receiving,
            status="kept",
            reason="unknown_person",
            detail=name[:200],
            received_at=moment,
        )
        self.tag = Tag.objects.create(account=account, name=short)
        tag = {"type": "tag", "id": "condition", "value": {"tag": short, "is_absent": False}}
        self.segment = Segment(account=account, name=short, conditions=[tag])
        save_segment(self.segment)
        self.line_audience = LineAudience.objects.create(account=account, name=short, segment=self.segment)
        self.narrowcast = Narrowcast.objects.create(
            account=account, name=short, messages=[("text", {"text": name})]
        )
        broadcast: Any = Broadcast(account=account, name=short)
        broadcast.content = stored(send(name)["value"])
        broadcast.save()
        self.broadcast = broadcast
        self.attribute = Attribute.objects.create(account=account, key="key", name=short)
        self.message = WrittenMessage(name=name[:120], message=[("text", {"text": name})])
        self.message.save()
        self.run = enrol(self.scenario, self.friend, cause="by_hand")
        self.sent = Dispatch.objects.create(
            account=account,
            endpoint="push",
            recipients=[[self.friend.pk, self.friend.line_user_id]],
            messages="[]",
            due_at=moment,
            created_at=moment,
            status=Dispatch.Status.UNCLEAR,
        )
        # Tests with real commits flush the one that Wagtail's migrations make.
        if Collection.get_first_root_node() is None:
            Collection.add_root(name="Root")
        # Its file is lost, so that nothing is made of it.
        self.image = Image.objects.create(title=short, file="lost.png", width=9, height=9)
        self.template = ScenarioTemplate.objects.create(title=short, data=export_scenarios([self.scenario]))

    def url(self, address: Address) -> str | None:
        """The address filled in; ``None`` for those that need a workflow under way."""
        known = {
            "linesteps_scenarios": self.scenario,
            "wagtailsnippetchoosers_linesteps_scenario": self.scenario,
            "linesteps_broadcasts": self.broadcast,
            "linesteps_friends": self.friend,
            "linesteps_coupons": self.coupon,
            "linesteps_coupon_chooser": self.coupon,
            "linesteps_own_coupons": self.own_coupon,
            "linesteps_own_coupon_chooser": self.own_coupon,
            "linesteps_areas": self.image,
            "linesteps_endpoints": self.endpoint,
            "linesteps_endpoint_chooser": self.endpoint,
            "linesteps_receiving": self.receiving,
            "linesteps_rich_menus": self.rich_menu,
            "linesteps_rich_menu_chooser": self.rich_menu,
            "linesteps_routes": self.route,
            "linesteps_route_chooser": self.route,
            "linesteps_library": self.message,
            "linesteps_message_chooser": self.message,
            "linesteps_segments": self.segment,
            "linesteps_line_audiences": self.line_audience,
            "linesteps_narrowcasts": self.narrowcast,
            "linesteps_tags": self.tag,
            "linesteps_attributes": self.attribute,
            "linesteps_accounts": self.account,
        }
        row = {
            "linesteps_health_run": self.run,
            "linesteps_health_send": self.sent,
            "linesteps_coupon_desk_use": self.ticket,
            "linesteps_friends:import_detail": self.friend_import,
            "linesteps_friends:import_problems": self.friend_import,
            "linesteps_rich_menus:picture": self.image,
            "linesteps_scenarios:template_edit": self.template,
            "linesteps_scenarios:template_delete": self.template,
        }.get(address.name) or known.get(address.namespace)
        values = {
            "pk": getattr(row, "pk", None),
            "revision_id": getattr(self.scenario.latest_revision, "pk", None),
            "revision_id_a": "earliest",
            "revision_id_b": "latest",
            "verb": {"linesteps_health_run": "skip", "linesteps_health_send": "give_up"}.get(
                address.name, "pause"
            ),
            "act": "tag",
            "way": "written",
            "file": "svg",
            "step_id": self.scenario.steps.raw_data[0]["id"],
            "ref": "sc5",
            "measure": "here",
            "port": "path1",
        }
        try:
            return reverse(address.name, kwargs={one: values[one] for one in address.arguments})
        except (KeyError, NoReverseMatch):
            return None


MODELS = (
    Account, Attribute, Coupon, Endpoint, Follower, LibraryMessage, OwnCoupon, RichMenu, Route, Scenario, Segment,
    Tag,
    Account, Attribute, Coupon, Endpoint, Follower, LibraryMessage, LineAudience, Narrowcast, OwnCoupon, RichMenu,
    Scenario, Segment, Tag,
    Account, Attribute, Broadcast, Coupon, Endpoint, Follower, LibraryMessage, OwnCoupon, RichMenu, Scenario, Segment,
    Tag,
    Account, Attribute, Coupon, Endpoint, Follower, LibraryMessage, OwnCoupon, ReceivingAddress, RichMenu, Scenario,
    Segment, Tag,
)  # fmt: skip


def is_refused(client: Client, method: str, url: str) -> bool:
    """Whether somebody is turned away: 403, 404, 405, the login page, or Wagtail's home with a message."""
    response = getattr(client, method)(url, {})
    if response.status_code in {403, 404, 405}:
        return True
    where = response.headers.get("Location", "")
    return response.status_code == 302 and (where == reverse("wagtailadmin_home") or "/login/" in where)

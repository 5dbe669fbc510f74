"""The demo's data: a site, two shops on the emulator, five scenarios and ninety people with a past."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.menu import DismissibleMenuItem
from wagtail.users.models import UserProfile

from demo.broadcasts import send_off, write_next
from demo.content import content
from demo.form import make_document, make_form, make_scenario
from demo.history import History, ShopAtBothEnds
from demo.library import make_library
from demo.lives import RESTAURANT, SEASIDE, Life, crowd
from demo.menus import make_menus
from demo.narrowcasts import make_narrowcast
from demo.orders import make_orders
from demo.own_coupon import make_own_coupon
from demo.pages import make_pages
from demo.routes import make_route
from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.emulator import snapshot
from linesteps.emulator.platform import LOOPBACK_HOSTS
from linesteps.engine.versions import forget_versions
from linesteps.followers.models import Attribute
from linesteps.messages.links import EXAMPLE_SITE
from linesteps.messages.models import Coupon
from linesteps.messages.registration import register_coupon
from linesteps.routes.address import public_url
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.plain import plain
from linesteps.scenarios.templates import all_templates
from linesteps.scenarios.transfer import import_scenarios
from linesteps.testing.fake_line import FakeLine

USER, PASSWORD = "admin", "demo"
#: Long enough before the first of the lives.
BEGINNING = timedelta(days=36)
#: So long ago a new version of the seaside shop's scenario was published, with a clearer button.
REWORDED = timedelta(days=13)
#: So long ago the seaside shop wrote to its regulars.
SENT_OFF = timedelta(days=5, hours=2)


@dataclass(frozen=True, kw_only=True)
class Shop:
    """What is fixed about one of the two shops."""

    key: str
    channel_id: str
    quota: int
    published: str
    drafts: tuple[str, ...]
    lives: tuple[Life, ...]
    has_own_coupon: bool = False
    login_channel_id: str = ""


SHOPS = (
    Shop(
        key="seaside",
        channel_id="2000000001",
        quota=5000,
        published="sc5",
        drafts=("sc2", "sc3", "sc4"),
        lives=(*SEASIDE, *crowd()),
    ),
    Shop(
        key="restaurant",
        channel_id="2000000002",
        quota=5000,
        published="sc1",
        drafts=(),
        lives=RESTAURANT,
        has_own_coupon=True,
        login_channel_id="2000000003",
    ),
)


def make_demo(language: str, state: Path) -> None:
    """Fill an empty, migrated database, and write what LINE knows of it to ``state``.

    Everything happens through the engine and the emulator on a frozen clock, from five weeks ago
    until now, so that the phone shows what the database says.

    Args:
        language: ``ja`` or ``en``.
        state: the file that ``linesteps_emulator --state`` reads.
    """
    words = content(language)
    now = clock.now()
    home = make_pages(words, language, site_url())
    form, document = make_form(home, words["form"]), make_document(words["document"])
    user = make_user(language)
    forget_versions()
    with FakeLine(http_hosts=LOOPBACK_HOSTS) as line, clock.frozen(now - BEGINNING) as virtual:
        shops = [_open(shop, line, words, language, user) for shop in SHOPS]
        seaside, news = shops[0].account, _at_home(words["broadcasts"])
        others = [
            (now - REWORDED, lambda: _reword(words["earlier"])),
            (now - SENT_OFF, lambda: send_off(seaside, news, words["tags"]["regular"], user)),
            (now - SENT_OFF, lambda: make_narrowcast(seaside, words["narrowcast"])),
        ]
        History(line, virtual, words).play(shops, now, others)
        write_next(seaside, news)
        make_orders(shops[0].account, words["orders"], now)
        make_scenario(shops[0].account, form, document, words["site_scenario"])
        make_library(shops[0].account, _at_home(words["library"]), user)
    for shop in shops:
        # From here on, both ends find each other at the demo's own addresses.
        shop.there.webhook_url = site_url() + reverse("linesteps:webhook", args=[shop.account.slug])
        Account.objects.filter(pk=shop.account.pk).update(api_base_url="", data_base_url="")
    for fixed, shop in zip(SHOPS, shops, strict=True):
        if fixed.login_channel_id:
            _add_liff(fixed, shop)
            account = Account.objects.get(pk=shop.account.pk)
            route = make_route(account, words["route"])
            shop.there.posters = {route.name: public_url(route)}
    snapshot.save(line.platform, state)


def _add_liff(fixed: Shop, shop: ShopAtBothEnds) -> None:
    """A LIFF app at both ends, from now on: LINE says who taps this shop's links."""
    there = shop.there
    there.login_channel_id = fixed.login_channel_id
    there.liff_id = f"{fixed.login_channel_id}-LineDemo"
    there.login_channel_secret = _fixed(fixed, "login")
    there.liff_endpoint = site_url() + reverse("linesteps:liff", args=[shop.account.pk])
    account = Account.objects.get(pk=shop.account.pk)
    account.login_channel_id, account.liff_id = there.login_channel_id, there.liff_id
    account.login_channel_secret = there.login_channel_secret
    account.link_kind = Account.LinkKind.LIFF
    account.save(update_fields=["login_channel_id", "liff_id", "login_channel_secret", "link_kind"])


def site_url() -> str:
    """The demo site's address, without a trailing slash."""
    return str(settings.LINESTEPS_PUBLIC_BASE_URL)


def make_user(language: str) -> Any:
    """The administrator, who reads the admin in the demo's language."""
    user = get_user_model().objects.create_superuser(USER, "admin@example.com", PASSWORD)
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = language
    profile.current_time_zone = settings.TIME_ZONE
    # No number beside “Help”: news about Wagtail are not what a newcomer came for.
    news = [make() for make in hooks.get_hooks("register_help_menu_item")]
    profile.dismissibles = {item.name: True for item in news if isinstance(item, DismissibleMenuItem)}
    profile.save()
    return user


def _open(shop: Shop, line: FakeLine, words: dict[str, Any], language: str, user: Any) -> ShopAtBothEnds:
    """Open a shop: its account at both ends, its attributes, its scenarios."""
    there = line.add_account(
        channel_id=shop.channel_id,
        channel_secret=_fixed(shop, "secret"),
        access_token=_fixed(shop, "token") * 4,
        basic_id=f"@{shop.key}-demo",
        name=words[shop.key],
        bot_user_id=f"U{_fixed(shop, 'bot')}",
        quota=shop.quota,
        redelivery=True,
    )
    account = Account.objects.create(
        name=there.name,
        slug=f"demo-{shop.key}",
        channel_id=there.channel_id,
        channel_secret=there.channel_secret,
        channel_access_token=there.access_token,
        bot_user_id=there.bot_user_id,
        basic_id=there.basic_id,
        language=language,
        sees_visits=True,
        api_base_url=line.base_url,
        data_base_url=line.base_url,
    )
    Account.objects.filter(pk=account.pk).update(created_at=clock.now())
    for key, entry in words["attributes"].items():
        choices = list(entry.get("choices", {}).values())
        kind = Attribute.Type.CHOICE if choices else Attribute.Type.DATE
        Attribute.objects.create(account=account, key=key, name=entry["name"], type=kind, choices=choices)
    _fill(shop, account, language, user)
    # As the row is stored: its secrets read as secrets.
    account = Account.objects.get(pk=account.pk)
    return ShopAtBothEnds(account=account, there=there, names=words["people"][shop.key], lives=shop.lives)


def _fill(shop: Shop, account: Account, language: str, user: Any) -> None:
    """The shop's scenarios: one published, its coupons registered with LINE, the others as drafts."""
    templates = {template.key: _at_home(template.data) for template in all_templates(language)}
    templates["sc5"] = _replaced(templates["sc5"], *_earlier(content(language)["earlier"]))
    import_scenarios(templates[shop.published], account=account, user=user)
    for coupon in Coupon.objects.filter(account=account):
        register_coupon(Coupon.objects.select_related("account").get(pk=coupon.pk))
    notes: list[str] = []
    (scenario,) = import_scenarios(
        templates[shop.published], account=account, user=user, publish=True, notes=notes
    )
    if not scenario.live:
        raise RuntimeError(f"The demo's scenario was not published: {notes}")
    if shop.has_own_coupon:
        make_own_coupon(account, content(language)["own_coupon"], language)
    if shop.drafts:
        make_menus(account, content(language)["menus"], language, site_url() + "/")
    for key in shop.drafts:
        import_scenarios(templates[key], account=account, user=user)


def _at_home(data: dict[str, Any]) -> dict[str, Any]:
    """A ready-made scenario whose links lead to the demo site's own pages."""
    found: dict[str, Any] = _replaced(data, EXAMPLE_SITE, site_url() + "/")
    return found


def _replaced(data: Any, before: str, after: str) -> Any:
    return json.loads(json.dumps(data, ensure_ascii=False).replace(before, after))


def _earlier(words: dict[str, str]) -> tuple[str, str]:
    """What the button says today, and what it said in the first version."""
    return words["now"], words["then"]


def _reword(words: dict[str, str]) -> None:
    """Publish the seaside shop's scenario again, with the words of today."""
    scenario = Scenario.objects.get(import_key="sc5")
    drawn: Any = scenario
    drawn.steps = _replaced(plain(scenario.steps), *reversed(_earlier(words)))
    scenario.save_revision().publish()


def _fixed(shop: Shop, what: str) -> str:
    """32 hexadecimal digits, the same each time: made-up secrets of a made-up channel."""
    return hashlib.sha256(f"linesteps demo {shop.key} {what}".encode()).hexdigest()[:32]

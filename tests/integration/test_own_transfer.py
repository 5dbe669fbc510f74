"""Own coupons and rich menus that a scenario refers to: what of them travels, and what another account has."""

from __future__ import annotations

import json
from typing import Any

import pytest

from linesteps.accounts.models import Account
from linesteps.coupons.models import CouponCode, OwnCoupon
from linesteps.errors import FormatError
from linesteps.followers.models import Tag
from linesteps.richmenus.models import RichMenu
from linesteps.routes.models import Route
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.plain import plain
from linesteps.scenarios.transfer import export_scenarios, import_scenarios
from linesteps.testing.build import branch, condition, message, path, send, step, trigger
from tests.admin.builders import make_account, make_scenario

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Account:
    return make_account()


@pytest.fixture
def other() -> Account:
    return make_account()


def drawn(account: Account) -> tuple[Scenario, OwnCoupon, RichMenu]:
    """A scenario that refers to a coupon and a menu in every way."""
    coupon = OwnCoupon.objects.create(
        account=account,
        title="秋のクーポン",
        benefit="20% off",
        details="Any size.",
        language="ja",
        codes=OwnCoupon.Codes.POOL,
        receipts=OwnCoupon.Receipts.EACH,
        valid_days=7,
        staff_pin="493817",
        shows_qr=True,
    )
    CouponCode.objects.create(coupon=coupon, text="SECRET-1")
    menu = RichMenu.objects.create(account=account, name="Members")
    asked = condition("coupon", coupon=coupon.pk, state="used", days=None)
    scenario = make_scenario(
        account,
        send(message("own_coupon", coupon=coupon.pk, hides_code=False, without="nothing")),
        step("rich_menu", {"which": "own", "menu": menu.pk}),
        branch(path([asked], [])),
    )
    scenario.triggers = json.dumps(
        [trigger("coupon_used", coupon=coupon.pk), trigger("menu_tapped", menu=menu.pk, text="はい")]
    )
    scenario.save()
    scenario.save_revision()
    return Scenario.objects.get(pk=scenario.pk), coupon, menu


def referred(scenario: Scenario) -> tuple[list[Any], list[Any]]:
    """The coupons and menus that it refers to, in order."""
    coupons: list[Any] = []
    menus: list[Any] = []

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            coupons.extend(value[name] for name in ("coupon",) if name in value)
            menus.extend(value[name] for name in ("menu",) if name in value)
            value = list(value.values())
        for part in value if isinstance(value, list) else ():
            walk(part)

    draft = scenario.get_latest_revision_as_object()
    walk([plain(draft.triggers), plain(draft.steps)])
    return coupons, menus


def test_coupon_is_made_anew_and_menu_is_found_by_its_name(account: Account, other: Account) -> None:
    scenario, coupon, _menu = drawn(account)
    theirs = RichMenu.objects.create(account=other, name="Members")
    data = json.loads(json.dumps(export_scenarios([scenario])))
    notes: list[str] = []
    (made,) = import_scenarios(data, account=other, notes=notes)
    copy = OwnCoupon.objects.get(account=other)
    assert referred(made) == ([copy.pk] * 3, [theirs.pk] * 2)
    same = ("title", "benefit", "details", "language", "codes", "receipts", "valid_days", "shows_qr")
    assert all(getattr(copy, name) == getattr(coupon, name) for name in same)
    assert copy.staff_pin == "" and not CouponCode.objects.filter(coupon=copy).exists()
    assert [note.partition(": ")[2] for note in notes] == [
        "the own coupon “秋のクーポン” has no codes yet. Add them before you publish."
    ]
    assert export_scenarios([made]) == data


def test_route_is_named_once_and_found_or_made_without_its_printed_code(
    account: Account, other: Account
) -> None:
    route = Route.objects.create(account=account, name="店頭", poster_title="Free coffee", tags_friends=True)
    route.tags.add(Tag.objects.create(account=account, name="shop"))
    listed = [{"type": "item", "value": route.pk, "id": "r"}]
    asked = condition("route", routes=listed, which="any", days=None, is_absent=False)
    scenario = make_scenario(account, send("Hi"), branch(path([asked], [])))
    scenario.triggers = json.dumps([trigger("friend_added", when="any", routes=listed)])
    scenario.save()
    scenario.save_revision()
    data = json.loads(json.dumps(export_scenarios([Scenario.objects.get(pk=scenario.pk)])))
    entry = data["scenarios"][0]
    assert entry["routes"] == {
        "店頭": {"name": "店頭", "poster_title": "Free coffee", "tags": ["shop"], "tags_friends": True}
    }
    assert entry["triggers"][0]["value"]["routes"] == ["店頭"] and route.code not in json.dumps(data)
    (made,) = import_scenarios(data, account=other)
    copy = Route.objects.get(account=other)
    assert (copy.poster_title, [tag.name for tag in copy.tags.all()]) == ("Free coffee", ["shop"])
    assert copy.code != route.code and export_scenarios([made]) == data
    import_scenarios(data, account=other)
    assert Route.objects.filter(account=other).count() == 1
    entry["routes"]["店頭"]["name"] = ""
    with pytest.raises(FormatError, match=r"scenarios\[0\]\.routes"):
        import_scenarios(data, account=other)


def test_no_code_and_no_staff_number_is_ever_in_a_file(account: Account) -> None:
    scenario = drawn(account)[0]
    text = json.dumps(export_scenarios([scenario]), ensure_ascii=False)
    assert "SECRET-1" not in text and "493817" not in text
    entry = json.loads(text)["scenarios"][0]
    assert list(entry["own_coupons"]) == ["秋のクーポン"] and entry["rich_menus"] == {
        "members": {"name": "Members"}
    }


def test_coupon_that_the_account_has_is_used_as_it_is(account: Account, other: Account) -> None:
    scenario, _coupon, _menu = drawn(account)
    closed = OwnCoupon.objects.create(account=other, title="秋のクーポン", benefit="Old", valid_days=1)
    own = OwnCoupon.objects.create(account=other, title="秋のクーポン", benefit="Ours", valid_days=3)
    OwnCoupon.objects.filter(pk=closed.pk).update(closed_at=own.created_at)
    (made,) = import_scenarios(export_scenarios([scenario]), account=other)
    assert referred(made)[0] == [own.pk] * 3
    own.refresh_from_db()
    assert (own.benefit, own.valid_days, OwnCoupon.objects.filter(account=other).count()) == ("Ours", 3, 2)


def test_second_import_makes_no_second_coupon(account: Account, other: Account) -> None:
    data = export_scenarios([drawn(account)[0]])
    first, second = (import_scenarios(data, account=other)[0] for _turn in range(2))
    assert first.latest_revision_id == second.latest_revision_id
    assert OwnCoupon.objects.filter(account=other).count() == 1


def test_menu_that_the_account_lacks_is_asked_for_by_its_name(account: Account, other: Account) -> None:
    notes: list[str] = []
    (made,) = import_scenarios(export_scenarios([drawn(account)[0]]), account=other, notes=notes)
    assert referred(made)[1] == [None, None]
    assert any("this account has no rich menu “Members”" in note for note in notes)


@pytest.mark.parametrize(
    ("table", "entry", "place"),
    [
        ("own_coupons", {"title": "A"}, "scenarios[0].own_coupons.a"),
        ("own_coupons", {"title": "A", "benefit": "B"}, "scenarios[0].own_coupons.a"),
        (
            "own_coupons",
            {"title": "A", "benefit": "B", "valid_days": "3"},
            "scenarios[0].own_coupons.a.valid_days",
        ),
        (
            "own_coupons",
            {"title": "A", "benefit": "B", "valid_until": "x"},
            "scenarios[0].own_coupons.a.valid_until",
        ),
        (
            "own_coupons",
            {"title": "A", "benefit": "B", "staff_pin": "1234"},
            "scenarios[0].own_coupons.a.staff_pin",
        ),
        (
            "own_coupons",
            {"title": "A", "benefit": "B", "valid_days": 1, "codes": "x"},
            "scenarios[0].own_coupons.a.codes",
        ),
        (
            "own_coupons",
            {"title": "A", "benefit": "B", "valid_days": 1, "image": "gone.jpg"},
            "scenarios[0].own_coupons.a.image",
        ),
        ("rich_menus", {"name": 3}, "scenarios[0].rich_menus.a.name"),
        ("rich_menus", {}, "scenarios[0].rich_menus.a"),
    ],
)
def test_mistake_is_named_with_its_place(account: Account, table: str, entry: Any, place: str) -> None:
    data = export_scenarios([make_scenario(account)])
    data["scenarios"][0][table] = {"a": entry}
    with pytest.raises(FormatError) as caught:
        import_scenarios(data, account=account)
    assert caught.value.place == place
    assert not OwnCoupon.objects.exists()


def test_key_that_stands_in_no_table_is_named(account: Account) -> None:
    data = export_scenarios([drawn(account)[0]])
    del data["scenarios"][0]["own_coupons"]
    with pytest.raises(FormatError) as caught:
        import_scenarios(data, account=account)
    assert "own_coupons" in caught.value.reason

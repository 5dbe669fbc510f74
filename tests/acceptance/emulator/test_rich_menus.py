"""Rich menus on the emulator: what LINE documents of them, and what it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from linesteps.emulator.records import Account
from linesteps.line.outcomes import LineFault, LineNotFound, LineTooFast
from linesteps.line.rich_menus import RichMenuClient
from linesteps.testing.fake_line import FakeLine
from tests.acceptance.emulator.pictures import png

pytestmark = pytest.mark.any_database_once
MENU: dict[str, Any] = {
    "size": {"width": 2500, "height": 843},
    "selected": True,
    "name": "Menu",
    "chatBarText": "Menu",
    "areas": [],
}


@pytest.fixture
def line() -> Iterator[FakeLine]:
    with FakeLine(rate_limits=True) as line:
        yield line


@pytest.fixture
def there(line: FakeLine) -> Account:
    return line.add_account(access_token="token")


@pytest.fixture
def client(line: FakeLine, there: Account) -> RichMenuClient:
    return RichMenuClient(line.base_url, line.base_url, "token")


def ready(client: RichMenuClient) -> str:
    made = client.create(MENU)
    client.upload(made, png(800, 270), "image/png")
    return made


def test_menu_without_picture_is_shown_to_nobody(
    line: FakeLine, there: Account, client: RichMenuClient
) -> None:
    made = client.create(MENU)
    person = line.add_friend(there)
    for show in (lambda: client.set_standard(made), lambda: client.link(made, [person])):
        with pytest.raises(LineFault, match="must upload richmenu image"):
            show()
    assert not client.has_picture(made)
    client.upload(made, png(800, 270), "image/png")
    assert client.has_picture(made)
    client.link(made, [person])
    assert line.rich_menus(there).shown_to(person).rich_menu_id == made  # type: ignore[union-attr]


def test_picture_comes_once_and_fits(client: RichMenuClient) -> None:
    made = client.create(MENU)
    for picture, kind in (
        (png(799, 270), "image/png"),
        (png(800, 249), "image/png"),
        (png(800, 600), "image/png"),
        (b"GIF89a", "image/png"),
        (png(800, 270), "image/gif"),
        (png(800, 270) + b"x" * 1_000_000, "image/png"),
    ):
        with pytest.raises(LineFault):
            client.upload(made, picture, kind)
    client.upload(made, png(800, 270), "image/png")
    with pytest.raises(LineFault, match="already been uploaded"):
        client.upload(made, png(800, 270), "image/png")


def test_own_menu_goes_before_the_standard_one(
    line: FakeLine, there: Account, client: RichMenuClient
) -> None:
    standard, own = ready(client), ready(client)
    person, blocked = line.add_friend(there), line.add_friend(there)
    line.block(there, blocked)
    client.set_standard(standard)
    assert client.standard() == standard
    client.link(own, [person, blocked, "U" + "0" * 32])
    known = line.rich_menus(there)
    assert known.links == {person: own}
    client.link("", [person, blocked])
    assert line.rich_menus(there).links == {}
    client.link(own, [person])
    client.delete(own)
    known = line.rich_menus(there)
    assert known.links == {} and known.standard == standard
    client.set_standard("")
    assert client.standard() == ""


@pytest.mark.parametrize("people", [[], ["U" + "a" * 32] * 501, ["nobody"]])
def test_people_of_a_call_are_one_to_500_ids(client: RichMenuClient, people: list[str]) -> None:
    with pytest.raises(LineFault):
        client.link(ready(client), people)


def test_what_is_not_there_is_404(client: RichMenuClient) -> None:
    with pytest.raises(LineNotFound):
        client.set_standard("richmenu-none")
    with pytest.raises(LineNotFound):
        client.link("richmenu-none", ["U" + "a" * 32])
    with pytest.raises(LineNotFound):
        client.upload("richmenu-none", png(800, 270), "image/png")
    # Gone is as good as deleted.
    client.delete("richmenu-none")
    client.delete_alias("none")


def test_alias_leads_to_one_menu_and_can_be_led_to_another(
    line: FakeLine, there: Account, client: RichMenuClient
) -> None:
    first, second = ready(client), ready(client)
    client.point("tab", first)
    client.point("tab", second)
    assert line.rich_menus(there).aliases == {"tab": second}
    with pytest.raises(LineFault):
        client.point("Not allowed", first)
    with pytest.raises(LineFault):
        client.point("other", "richmenu-none")
    client.delete_alias("tab")
    assert line.rich_menus(there).aliases == {}


@pytest.mark.parametrize(
    ("alias", "status"),
    [("tab", "SUCCESS"), ("none", "RICHMENU_ALIAS_ID_NOTFOUND"), ("gone", "RICHMENU_NOTFOUND")],
)
def test_tab_turns_and_the_webhook_says_how_it_went(
    line: FakeLine, there: Account, client: RichMenuClient, alias: str, status: str
) -> None:
    first, second = ready(client), ready(client)
    client.point("tab", second)
    gone = ready(client)
    client.point("gone", gone)
    client.delete(gone)
    client.set_standard(first)
    person = line.add_friend(there)
    line.take_webhooks(there)
    line.tap(there, person, {"type": "richmenuswitch", "richMenuAliasId": alias, "data": "turned"})
    [webhook] = line.take_webhooks(there)
    [event] = webhook.events
    assert event["postback"] == {"data": "turned", "params": {"newRichMenuAliasId": alias, "status": status}}
    shown = line.rich_menus(there).shown_to(person)
    assert shown is not None
    assert shown.rich_menu_id == (second if status == "SUCCESS" else first)


def test_hundred_menus_an_hour_are_made_and_no_more(client: RichMenuClient) -> None:
    for _number in range(100):
        client.create(MENU)
    with pytest.raises(LineTooFast):
        client.create(MENU)


def test_menus_outlive_a_restart(
    line: FakeLine, there: Account, client: RichMenuClient, tmp_path: Any
) -> None:
    from linesteps.emulator import snapshot
    from linesteps.emulator.platform import Platform

    made = ready(client)
    client.point("tab", made)
    client.set_standard(made)
    snapshot.save(line.platform, tmp_path / "state.json")
    later = Platform()
    assert snapshot.load(later, tmp_path / "state.json")
    assert later.rich_menus[there.channel_id] == line.rich_menus(there)

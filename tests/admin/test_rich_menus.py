"""Rich menus in the admin: drafts, what is told before LINE is asked, sending, the standard one, where one is used."""

from __future__ import annotations

import io
import json
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import translation
from PIL import Image as Picture
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.admin.richmenus.status import menu_status, uses_of, who_sees
from linesteps.engine.enrol import enrol
from linesteps.richmenus.models import RichMenu, StandardMenu
from linesteps.richmenus.picture import picture_of
from linesteps.richmenus.problems import menu_problems
from linesteps.richmenus.request import menu_request
from linesteps.richmenus.upkeep import tend
from linesteps.testing.fake_line import FakeLine
from tests.admin.builders import SECRETS, make_account, make_friend, make_scenario, make_user, step
from tests.rich_menus import area, make_menu

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary files of new renditions to the garbage collector.
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    # Wagtail remembers renditions by the ids of images, which are given out anew.
    cache.clear()
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def line() -> Iterator[FakeLine]:
    with FakeLine() as fake:
        yield fake


@pytest.fixture
def at_line(line: FakeLine, db: None) -> Account:
    account = make_account(api_base_url=line.base_url, data_base_url=line.base_url)
    line.add_account(channel_id=account.channel_id, access_token=SECRETS[2])
    return account


def press(client: Client, menu: RichMenu, name: str) -> str:
    address = reverse(f"linesteps_rich_menus:{name}", args=[menu.pk])
    return str(client.post(address, follow=True).content.decode())


def fresh(menu: RichMenu) -> RichMenu:
    return RichMenu.objects.select_related("at_line", "account__standard_menu").get(pk=menu.pk)


def form(account: Account, *areas: dict[str, Any], **values: Any) -> dict[str, Any]:
    """What the browser posts."""
    data = {
        "account": account.pk,
        "name": "Menu",
        "bar_text": "Menu",
        "is_open": "on",
        "drawing-size": "large",
        "drawing-image": "",
        "drawing-areas-count": len(areas),
        **values,
    }
    for number, one in enumerate(areas):
        place = f"drawing-areas-{number}"
        data |= {f"{place}-deleted": "", f"{place}-order": number, f"{place}-type": "item", f"{place}-id": ""}
        data |= {f"{place}-value-{name}": "" if value is None else value for name, value in one.items()}
    return data


def deed(does: str, **value: Any) -> dict[str, Any]:
    return {"url": "", "text": "", "tab": "", "phone": "", **area(does), **value}


def said(menu: RichMenu) -> list[str]:
    return [str(problem.message) for problem in menu_problems(menu)]


def test_menu_is_drawn_and_kept_as_it_was_typed(admin: Client, account: Account) -> None:
    image = Image.objects.create(title="Menu", file=get_test_image_file(size=(1250, 843)))
    data = form(account, deed("link", url="https://example.com/"), deed("words", text="Hello"))
    admin.post(reverse("linesteps_rich_menus:add"), {**data, "drawing-image": image.pk})
    menu = RichMenu.objects.get()
    assert menu.image == image and menu.is_open
    assert [one["does"] for one in menu.areas] == ["link", "words"]
    assert menu.areas[0]["url"] == "https://example.com/" and menu.areas[1]["text"] == "Hello"
    assert menu.areas[0]["width"] == 1250
    html = admin.get(reverse("linesteps_rich_menus:edit", args=[menu.pk])).content.decode()
    assert "linesteps.RichMenuDrawing" in html
    admin.post(
        reverse("linesteps_rich_menus:edit", args=[menu.pk]),
        form(account, deed("phone", phone="110"), **{"drawing-size": "compact"}),
    )
    menu.refresh_from_db()
    assert menu.size == "compact" and menu.image is None and menu.areas[0]["phone"] == "110"


def test_unfinished_menu_is_kept_and_says_what_is_missing(admin: Client, account: Account) -> None:
    admin.post(reverse("linesteps_rich_menus:add"), form(account, deed("link"), bar_text=""))
    menu = RichMenu.objects.get()
    html = admin.get(reverse("linesteps_rich_menus:edit", args=[menu.pk])).content.decode()
    assert "Before it can be sent to LINE" in html
    assert "Area 1: A tap does nothing here yet" in html and "No image is chosen yet" in html


@pytest.mark.parametrize(
    ("areas", "words"),
    [
        ([], "There is no area yet"),
        ([area("link", url="nowhere")], "Area 1: This link is not complete"),
        ([area("answer", text=" ")], "Area 1: A tap says nothing"),
        ([area("words", text="Dear {{ display_name }}")], "cannot be filled in here"),
        ([area("phone", phone="abc")], "This is no phone number"),
        ([area("tab", tab=None)], "Choose the rich menu that a tap turns to"),
        ([area("tab", tab=99999)], "was deleted"),
        ([area("dance")], "Choose what a tap does here"),
        ([area("link", url="https://e.com", x=None)], "Its place is not complete"),
        (
            [area("link", url="https://e.com", x=2000)],
            "It reaches beyond the left or right edge of the image",
        ),
        ([area("link", url="https://e.com"), area("link", url="https://e.com", x=9)], "overlap"),
        ([area("link", url="https://e.com", label="x" * 21)], "20 fit there"),
        ([area("link", url="https://e.com")] * 21, "Up to 20 areas (now 21)"),
        (["odd"], "cannot be read"),
    ],
)
def test_every_fault_of_an_area_is_told_with_its_cure(account: Account, areas: Any, words: str) -> None:
    menu = make_menu(account)
    menu.areas = areas
    assert any(words in one for one in said(menu)), said(menu)


@pytest.mark.parametrize("text", ["", "あ" * 15])
def test_bar_needs_words_that_fit(account: Account, text: str) -> None:
    assert said(make_menu(account, bar_text=text)) != []
    assert said(make_menu(account, bar_text="👨‍👩‍👧" * 14)) == []


def test_number_is_called_as_it_is_typed_but_not_from_the_field_for_links(account: Account) -> None:
    menu = make_menu(account, areas=[area("phone", phone="０３（１２３４）５６７８")])
    assert said(menu) == []
    [sent] = menu_request(menu)["areas"]
    assert sent["action"]["uri"] == "tel:0312345678"
    menu.areas = [area("link", url="03-1234-5678")]
    assert "This link is not complete" in said(menu)[0]


def test_tab_to_another_account_or_to_itself_is_refused_and_one_that_line_lacks_is_told(
    account: Account,
) -> None:
    menu, other = make_menu(account), make_menu(account, name="Other")
    menu.areas = [area("tab", tab=other.pk)]
    [problem] = menu_problems(menu)
    assert not problem.is_error and "does not have “Other” yet" in problem.message
    menu.areas = [area("tab", tab=menu.pk)]
    assert "this very menu" in said(menu)[0]
    menu.areas = [area("tab", tab=make_menu(make_account()).pk)]
    assert "another LINE Official Account" in said(menu)[0]


def test_picture_is_cut_to_lines_size_and_below_its_bound(account: Account) -> None:
    import random

    noise = Picture.frombytes("RGB", (1000, 900), random.Random(1).randbytes(1000 * 900 * 3))
    out = io.BytesIO()
    noise.save(out, "PNG")
    from django.core.files.images import ImageFile

    out.seek(0)
    menu = make_menu(
        account, image=Image.objects.create(title="Noise", file=ImageFile(out, name="noise.png"))
    )
    made = picture_of(menu)
    assert Picture.open(io.BytesIO(made)).size == (2500, 1686)
    assert len(made) <= 1_000_000
    words = said(menu)
    assert any("may look blurred" in one for one in words) and any(
        "edges are cut off" in one for one in words
    )


def test_menu_is_sent_made_the_standard_one_and_removed(
    admin: Client, line: FakeLine, at_line: Account
) -> None:
    menu = make_menu(at_line)
    assert "Press “Send to LINE” first" in press(admin, menu, "standard")
    assert "LINE has “Menu” now" in press(admin, menu, "send")
    assert str(menu_status(fresh(menu))[0]) == "At LINE"
    assert "is the standard menu" in press(admin, menu, "standard")
    tend()
    [there] = line.platform.rich_menus.values()
    assert there.standard == fresh(menu).line_menu_id
    assert who_sees(fresh(menu)) == "everybody without a menu of their own"
    page = admin.get(reverse("linesteps_rich_menus:remove", args=[menu.pk])).content.decode()
    assert "everybody without a menu of their own" in page
    assert "LINE has “Menu” no longer" in press(admin, menu, "remove")
    assert str(menu_status(fresh(menu))[0]) == "Draft" and there.menus == {}


def test_changed_menu_says_that_friends_see_the_earlier_one(admin: Client, at_line: Account) -> None:
    menu = make_menu(at_line)
    press(admin, menu, "send")
    RichMenu.objects.update(name="Only for us")
    assert str(menu_status(fresh(menu))[0]) == "At LINE"
    RichMenu.objects.update(bar_text="New")
    assert str(menu_status(fresh(menu))[0]) == "Changed"
    page = admin.get(reverse("linesteps_rich_menus:edit", args=[menu.pk])).content.decode()
    assert reverse("linesteps_rich_menus:send", args=[menu.pk]) in page


def test_refusals_are_said_in_words_and_tell_no_secret(admin: Client, line: FakeLine, db: None) -> None:
    stranger = make_menu(make_account(api_base_url=line.base_url, data_base_url=line.base_url))
    html = press(admin, stranger, "send")
    assert "An engineer must enter a new one" in html
    lost = make_menu(make_account(api_base_url="http://127.0.0.1:9", data_base_url="http://127.0.0.1:9"))
    assert "cannot be reached now" in press(admin, lost, "send")
    assert "There is no area yet" in press(admin, make_menu(make_account(), areas=[]), "send")
    assert all(secret not in html for secret in SECRETS)


@pytest.mark.parametrize("name", ["send", "standard", "not_standard", "remove"])
def test_acts_need_the_permission_to_change(name: str, line: FakeLine, at_line: Account) -> None:
    menu = make_menu(at_line)
    client = Client()
    client.force_login(make_user("view_richmenu", "add_richmenu"))
    response = client.post(reverse(f"linesteps_rich_menus:{name}", args=[menu.pk]))
    assert response.headers["Location"] == reverse("wagtailadmin_home")
    assert line.requests == [] and not StandardMenu.objects.exists()


def test_menu_in_use_says_where_and_is_not_deleted(admin: Client, account: Account) -> None:
    menu = make_menu(account)
    other = make_menu(account, area("tab", tab=menu.pk), name="Other")
    gives = step("rich_menu", which="own", menu=menu.pk)
    make_scenario(account, gives, name="Draft only")
    assert uses_of(menu) == ["scenario “Draft only”", "tab of the rich menu “Other”"]
    url = reverse("linesteps_rich_menus:delete", args=[menu.pk])
    for html in (admin.get(url, follow=True), admin.post(url, follow=True)):
        assert "still used, so it was not deleted: scenario “Draft only”" in html.content.decode()
    assert uses_of(other) == []
    admin.post(reverse("linesteps_rich_menus:delete", args=[other.pk]))
    assert set(RichMenu.objects.all()) == {menu}


def test_menu_is_in_use_while_people_are_in_an_old_version(
    admin: Client, line: FakeLine, at_line: Account
) -> None:
    menu = make_menu(at_line)
    press(admin, menu, "send")
    gives = step("rich_menu", which="own", menu=menu.pk)
    scenario = make_scenario(at_line, gives, name="Old", publish=True)
    enrol(scenario, make_friend(at_line), cause="by_hand")
    drawn: Any = scenario
    drawn.steps = [step("end")]
    drawn.save_revision()
    assert uses_of(fresh(menu)) == ["scenario “Old”"]


def test_periods_of_two_menus_do_not_overlap(admin: Client, account: Account) -> None:
    zone = ZoneInfo("Asia/Tokyo")
    begin = datetime(2030, 1, 1, tzinfo=zone)
    menu = make_menu(account, name="New Year", shown_from=begin, shown_until=begin + timedelta(days=3))
    with clock.frozen(begin):
        assert who_sees(menu).startswith("everybody, from")
    with clock.frozen(begin + timedelta(days=3)):
        assert who_sees(menu) == ""
    url = reverse("linesteps_rich_menus:add")
    for times, words in (
        (("2030-01-02 00:00", "2030-01-09 00:00"), "“New Year” is shown at that time"),
        (("2030-01-09 00:00", "2030-01-08 00:00"), "The end must be later"),
        (("2030-01-09 00:00", ""), "Give both times"),
    ):
        data = form(account, shown_from=times[0], shown_until=times[1])
        assert words in admin.post(url, data).content.decode()
    admin.post(url, form(account, shown_from="2030-01-09 00:00", shown_until="2030-01-10 00:00"))
    assert RichMenu.objects.count() == 2
    assert StandardMenu.objects.get().due_at is not None


def test_copy_is_a_draft_of_its_own(admin: Client, at_line: Account) -> None:
    menu = make_menu(at_line)
    press(admin, menu, "send")
    page = admin.get(reverse("linesteps_rich_menus:copy", args=[menu.pk]))
    assert page.status_code == 200
    admin.post(reverse("linesteps_rich_menus:copy", args=[menu.pk]), form(at_line, name="Copy"))
    copy = RichMenu.objects.get(name="Copy")
    assert fresh(copy).line_menu_id == "" and fresh(menu).line_menu_id


def test_picture_behind_the_areas_has_the_shape_of_the_menu(admin: Client, account: Account) -> None:
    image = make_menu(account).image
    url = reverse("linesteps_rich_menus:picture", args=[image.pk])
    for size, height in (("large", 1686), ("compact", 843)):
        assert json.loads(admin.get(url, {"size": size}).content)["height"] == height
    assert admin.get(url, {"size": "huge"}).status_code == 404
    client = Client()
    client.force_login(make_user("view_coupon"))
    assert client.get(url, {"size": "large"}).status_code in {302, 403}


@pytest.mark.parametrize("language", ["en", "ja"])
def test_list_tells_how_each_menu_stands(admin: Client, account: Account, language: str) -> None:
    menu = make_menu(account, name=f"Menu {uuid.uuid4().hex[:6]}")
    make_menu(account, area("tab", tab=menu.pk), name="Other")
    html = admin.get(
        reverse("linesteps_rich_menus:index"), headers={"accept-language": language}
    ).content.decode()
    with translation.override(language):
        assert str(menu_status(menu)[1]) in html
        assert translation.gettext("tab of “%(name)s”") % {"name": "Other"} in html

"""Fault matrix, admin: every address against everybody who may not use it, and against hostile names."""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils.html import escape

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.followers import profiles
from linesteps.followers.models import Activity
from linesteps.line.client import Profile
from tests.admin.builders import make_user
from tests.admin.every_address import Site, addresses, all_addresses, is_refused

# Permissions and templates, the same on both databases.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.any_database_once,
    # Wagtail leaves the temporary file of a rendition that cannot be made to the garbage collector.
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]

#: Answers everybody who may open the admin: Wagtail's own question whether a workflow is under way.
OPEN_TO_EDITORS = {"linesteps_scenarios:confirm_workflow_cancellation"}
HOSTILE = {
    "markup": "<script>alert(1)</script>\"' onmouseover=alert(1) x='",
    "formula and template": '=cmd|"/C calc"!A0{{7*7}}{% debug %}${7*7}\u202eexe.moc',
    "long": "長" * 10_000,
    "null and half a surrogate": "a\0b\ud83dc",
}


@pytest.fixture
def site(account: Account) -> Site:
    return Site(account)


def rows() -> dict[str, list[Any]]:
    """All of ours that an act could change."""
    models = [model for model in apps.get_models() if model._meta.app_label == "linesteps"]
    return {model._meta.label_lower: list(model._default_manager.order_by("pk").values()) for model in models}


def codenames(*actions: str, but: str = "") -> list[str]:
    found = Permission.objects.filter(content_type__app_label="linesteps")
    names = found.exclude(content_type__model=but).values_list("codename", flat=True)
    return [name for name in names if not actions or name.partition("_")[0] in actions]


def signed_in(*permissions: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(make_user(*permissions))
    return client


def let_in(client: Client, site: Site, namespace: str = "") -> list[tuple[str, str]]:
    """(name, method) of all addresses that do not turn the client away."""
    found = []
    for address in addresses():
        url = site.url(address)
        if url is None or not address.namespace.startswith(namespace):
            continue
        found += [(address.name, method) for method in ("get", "post") if not is_refused(client, method, url)]
    return found


@pytest.mark.fault("A-01")
def test_walk_finds_the_addresses_and_a_superuser_may_open_them(site: Site, admin: Client) -> None:
    admin.raise_request_exception = False
    everything = [one.name for one in addresses()]
    assert len(everything) > 80
    closed = [one.name for one in addresses() if site.url(one) is None]
    # Only what needs a workflow under way cannot be filled in.
    assert all("workflow" in name for name in closed), closed
    opened = {name for name, _method in let_in(admin, site)}
    assert len(opened) >= 70, set(everything) - opened


@pytest.mark.fault("A-01")
def test_nobody_without_an_account_gets_in(site: Site) -> None:
    before = rows()
    assert let_in(Client(), site) == []
    assert rows() == before


@pytest.mark.fault("A-01")
def test_somebody_without_any_permission_of_ours_gets_in_nowhere(site: Site) -> None:
    before = rows()
    found = [one for one in let_in(signed_in(), site) if one[0] not in OPEN_TO_EDITORS]
    assert not found, found
    assert rows() == before


@pytest.mark.fault("A-01")
@pytest.mark.parametrize(
    ("model", "namespace"),
    [
        ("scenario", "linesteps_scenarios"),
        ("follower", "linesteps_friends"),
        ("coupon", "linesteps_coupons"),
        ("owncoupon", "linesteps_own_coupons"),
        ("librarymessage", "linesteps_library"),
        ("broadcast", "linesteps_broadcasts"),
        ("segment", "linesteps_segments"),
        ("tag", "linesteps_tags"),
        ("attribute", "linesteps_attributes"),
        ("account", "linesteps_accounts"),
    ],
)
def test_permissions_for_other_things_open_nothing(site: Site, model: str, namespace: str) -> None:
    label = f"linesteps.{model}"
    before = rows()[label]
    client = signed_in(*codenames(but=model))
    found = [one for one in let_in(client, site, namespace) if one[0] not in OPEN_TO_EDITORS]
    assert not found, found
    assert rows()[label] == before


@pytest.mark.fault("A-01")
def test_whoever_may_only_look_changes_nothing_at_any_address(site: Site) -> None:
    before = rows()
    client = signed_in(*codenames("view"))
    let_in(client, site)
    assert rows() == before


@pytest.mark.fault("A-01")
def test_whoever_may_edit_neither_publishes_nor_pauses_nor_deletes(site: Site) -> None:
    client = signed_in(*codenames("view", "add", "change"))
    let_in(client, site)
    site.scenario.refresh_from_db()
    assert (site.scenario.state, site.scenario.live) == ("active", True)
    assert site.scenario.versions.count() == 1
    for row in (site.coupon, site.own_coupon, site.tag, site.attribute, site.friend, site.account):
        row.refresh_from_db()


@pytest.mark.fault("S-03")
@pytest.mark.parametrize("kind", HOSTILE)
def test_name_that_line_tells_is_text_on_every_page(account: Account, admin: Client, kind: str) -> None:
    site = Site(account, HOSTILE[kind].replace("\0", "").encode("utf-8", "ignore").decode())
    admin.raise_request_exception = False
    # As LINE's answer brings it, through the door that every name comes through.
    profile = Profile(display_name=HOSTILE[kind], picture_url="javascript:alert(1)", language=HOSTILE[kind])
    profiles.store(site.friend, profile)
    text = {"text": site.friend.display_name, "type": "text", "id": "1"}
    Activity.of(site.friend, "message_received", clock.now(), **text).save()
    seen = 0
    for address in addresses():
        url = site.url(address)
        if url is None:
            continue
        response = admin.get(url)
        assert response.status_code < 500, address.name
        if "html" not in response.headers.get("Content-Type", ""):
            continue
        html = response.content.decode(errors="replace")
        seen += escape(site.friend.display_name[:3]) in html
        assert "<script>alert(1)" not in html, address.name
        assert "' onmouseover=alert(1) x='" not in html, address.name
        assert 'src="javascript:' not in html, address.name
        assert "49{%" not in html and "49${" not in html, address.name
    assert seen >= 3, "The name was shown nowhere."


@pytest.mark.fault("S-04")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_list_exports_cells_that_a_spreadsheet_would_run(
    account: Account, admin: Client, kind: str
) -> None:
    site = Site(account, "=HYPERLINK(1)")
    for address in addresses():
        url = site.url(address)
        if url is None or address.arguments:
            continue
        response = admin.get(url, {"export": kind})
        if "csv" in response.headers.get("Content-Type", ""):
            content = b"".join(response.streaming_content) if response.streaming else response.content
            for line in csv.reader(io.StringIO(content.decode("utf-8-sig"))):
                assert not [cell for cell in line if cell[:1] and cell[0] in "=+-@\t\r＝＋－＠"], address.name
        elif "spreadsheet" in response.headers.get("Content-Type", ""):
            content = b"".join(response.streaming_content) if response.streaming else response.content
            for sheet in openpyxl.load_workbook(io.BytesIO(content)):
                assert not [cell for row in sheet for cell in row if cell.data_type == "f"], address.name


@pytest.mark.fault("S-11")
def test_only_what_no_cookie_opens_and_the_script_of_cached_pages_are_exempt_from_csrf() -> None:
    ours = [one for path, one in all_addresses() if "linesteps" in path or "linesteps" in one.name]
    assert len(ours) > 80
    exempt = [one.name for one in ours if getattr(one.callback, "csrf_exempt", False)]
    api = [name for name in exempt if name.startswith("linesteps:linesteps_api:")]
    # What the script posts must come from a page of this host as JSON (S-20): pages from a cache hold no token.
    assert [name for name in exempt if name not in api] == [
        "linesteps:webhook",
        "linesteps:hook",
        "linesteps:visit",
        "linesteps:visits_ask",
        "linesteps:visits_answer",
    ]
    # A browser that is signed in is nobody there (tests/integration/api/test_access.py).
    assert len(api) == 9


@pytest.mark.fault("S-11")
def test_posts_without_a_token_are_refused_at_every_address(site: Site, admin_user: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_user)
    before = rows()
    passed = []
    for address in addresses():
        url = site.url(address)
        if url is not None and client.post(url, {}).status_code != 403:
            passed.append(address.name)
    assert passed == []
    assert rows() == before


@pytest.mark.fault("S-11")
def test_login_needs_a_token_too(admin_user: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/admin/login/", {"username": "admin", "password": "password"}).status_code == 403

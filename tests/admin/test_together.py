"""A scenario that goes live together with a page, as editors see it: dialog, form, list and the page itself."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.test.utils.form_data import rich_text

from linesteps.accounts.models import Account
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.page_wait import PageWait
from tests.admin.builders import make_scenario, make_user, send
from tests.admin.publish_directly.posting import fields
from tests.admin.test_publish_dialog import ask, draft, rows
from tests.library import make_home, make_page

pytestmark = [pytest.mark.django_db, pytest.mark.any_database_once]


@pytest.fixture
def page(account: Account) -> Any:
    page = make_page(make_home(), "Winter menu")
    page.unpublish()
    return page


def wait_with(admin: Client, scenario: Scenario, page: Page) -> Any:
    """Press “Publish” with the page chosen; returns what is shown then."""
    url = reverse("linesteps_scenarios:edit", args=[scenario.pk])
    data = {
        **fields(scenario, send("Winter")),
        "name": scenario.name,
        "publish_with": page.pk,
        "action-publish": "action-publish",
    }
    return admin.post(url, data, follow=True)


def page_data(page: Any, **more: Any) -> dict[str, Any]:
    """The page's form as a browser posts it."""
    form = page.specific_class.get_edit_handler().get_form_class()(instance=page)
    data = {name: form[name].value() for name in form.fields}
    data = {name: "" if value is None else value for name, value in data.items()}
    counts = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    comments = {f"comments-{name}": value for name, value in counts.items()}
    return {**data, **comments, "body": rich_text(""), "slug": page.slug, "action-publish": "1", **more}


def test_dialog_says_when_it_goes_live_and_the_button_what_it_does(
    admin: Client, account: Account, page: Any
) -> None:
    answer = ask(admin, draft(account, send("Hi"))).json()
    assert answer["when"] == "At once, as soon as you publish."
    answer = ask(admin, draft(account, send("Hi"), publish_with=str(page.pk)))
    assert "As soon as the page “Winter menu” is published." in answer.json()["when"]
    assert answer.json()["publish"] == "Publish together with “Winter menu”"
    later = timezone.now() + timedelta(days=1)
    both = draft(account, send("Hi"), publish_with=str(page.pk), go_live_at=later.strftime("%Y-%m-%d %H:%M"))
    (finding,) = rows(ask(admin, both))["moment"]
    assert (finding["level"], finding["field"]) == ("error", "publish_with")
    page.go_live_at = later
    page.save_revision().publish()
    answer = ask(admin, draft(account, send("Hi"), publish_with=str(page.pk))).json()
    assert "which is planned for" in answer["when"]
    page.go_live_at = None
    page.save_revision().publish()
    (finding,) = rows(ask(admin, draft(account, send("Hi"), publish_with=str(page.pk))))["moment"]
    assert finding["level"] == "warning" and "published already" in finding["text"]


def test_editor_plans_it_sees_it_everywhere_and_takes_it_back(
    admin: Client, account: Account, page: Any
) -> None:
    scenario = make_scenario(account, send("Autumn"))
    shown = wait_with(admin, scenario, page).content.decode()
    assert "goes live together with the page “Winter menu”" in shown
    assert PageWait.objects.get().asked_by is not None
    url = reverse("linesteps_scenarios:edit", args=[scenario.pk])
    assert "Waits for the page “Winter menu”" in admin.get(url).content.decode()
    assert "Scheduled" in admin.get(reverse("linesteps_scenarios:list")).content.decode()
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert "goes live together with it" in admin.get(edit).content.decode()
    assert (
        "waits to go live together"
        in admin.post(reverse("wagtailadmin_pages:delete", args=[page.pk])).content.decode()
    )

    stop = reverse("linesteps_scenarios:stop_waiting", args=[scenario.pk])
    stranger = Client()
    stranger.force_login(make_user("change_scenario"))
    assert stranger.post(stop).status_code in {302, 403} and PageWait.objects.exists()
    admin.post(stop)
    assert not PageWait.objects.exists()
    scenario.refresh_from_db()
    assert not scenario.live and scenario.get_latest_revision_as_object().publish_with == page.page_ptr


def test_page_tells_what_would_fail_and_what_came_of_it(admin: Client, account: Account, page: Any) -> None:
    good, bad = make_scenario(account, send("A"), name="Good"), make_scenario(account, send("B"), name="Bad")
    other = Account.objects.create(
        name="Other", channel_id="77", channel_secret="s", channel_access_token="t"
    )
    Scenario.objects.filter(pk=bad.pk).update(account=other)
    bad.refresh_from_db()
    wait_with(admin, good, page)
    wait_with(admin, bad, page)
    assert PageWait.objects.count() == 2
    Account.objects.filter(pk=other.pk).update(is_active=False)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    shown = admin.get(edit).content.decode()
    assert "“Bad” is to go live together with this page, but would be refused" in shown
    later = (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    page.refresh_from_db()
    planned = admin.post(edit, page_data(page, go_live_at=later), follow=True).content.decode()
    assert "would be refused" in planned and PageWait.objects.count() == 2
    # As long as it is planned, Wagtail locks it.
    page.revisions.update(approved_go_live_at=None)
    done = admin.post(edit, page_data(page, go_live_at=""), follow=True).content.decode()
    page.refresh_from_db()
    assert page.live
    assert "“Good” went live together with the page" in done
    assert "“Bad” is not: It was not published as planned" in done
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.live, bad.live) == (True, False)


def test_picture_of_the_steps_takes_the_page_for_published(
    admin: Client, account: Account, page: Any
) -> None:
    card = {"page": page.pk, "image": None, "title": "", "text": "", "url": "", "buttons": []}
    value = {"name": "", "expires_hours": None, "messages": []}
    value["messages"] = [
        {"type": "cards", "id": "m", "value": {"cards": [card], "shape": "rectangle", "alt_text": ""}}
    ]
    steps = [{"type": "send", "id": "a", "value": value}]
    url = reverse("linesteps_scenarios:describe")
    said = {"account": str(account.pk), "scenario": None, "steps": steps, "triggers": ""}
    texts = []
    for chosen in ("", str(page.pk)):
        body = json.dumps({**said, "publish_with": chosen})
        texts.append(admin.post(url, body, content_type="application/json").content.decode())
    assert "is not published" in texts[0] and "is not published" not in texts[1]

"""The gallery of templates: what it shows, what “use” makes, and templates of one's own."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linesteps.accounts.models import Account
from linesteps.admin.gallery.picture import picture
from linesteps.messages.models import Coupon
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.templates import all_templates
from linesteps.scenarios.templates.models import ScenarioTemplate
from linesteps.testing.build import branch, end, path, send, step, tagged, wait
from tests.admin.builders import make_account, make_scenario, make_user
from tests.admin.builders import send as plain_send
from tests.ready_made import template

pytestmark = pytest.mark.django_db


def url_of(name: str, *arguments: Any) -> str:
    return reverse(f"linesteps_scenarios:{name}", args=arguments)


def client_of(*permissions: str) -> Client:
    client = Client()
    client.force_login(make_user(*permissions))
    return client


def saved(account: Account, client: Client, **fields: Any) -> ScenarioTemplate:
    """A template that somebody saved through the form."""
    scenario = make_scenario(account, plain_send("Hello", name="Greeting"))
    data = {"title": "Mine", "summary": "For us.", "goal": "visit", "trade": "salon", **fields}
    answer = client.post(url_of("save_as_template", scenario.pk), data)
    assert answer.status_code == 302, answer.context["form"].errors
    return ScenarioTemplate.objects.get()


# -- looking --


@pytest.mark.parametrize(("language", "title"), [("ja", "雨の日の合言葉"), ("en", "rainy-day password")])
def test_gallery_shows_every_template_in_the_readers_language(
    language: str, title: str, admin: Client, account: Account
) -> None:
    html = admin.get(url_of("templates"), headers={"accept-language": language}).content.decode()
    assert html.count('class="ls-flow"') == len(all_templates(language))
    assert title in html


def test_card_says_how_much_it_sends_and_what_it_needs(admin: Client, account: Account) -> None:
    headers = {"accept-language": "ja"}
    html = admin.get(url_of("templates") + "?goal=visit&trade=restaurant", headers=headers).content.decode()
    assert "1人あたり最大3通、30日間" in html
    assert "クーポン3枚" in html


def test_filters_are_links_that_work_without_a_script(admin: Client, account: Account) -> None:
    context = admin.get(url_of("templates") + "?goal=repeat&trade=salon").context
    shown = [card.template.key for _name, cards in context["groups"] for card, is_shown in cards if is_shown]
    # What suits any trade suits a salon.
    fitting = [one for one in all_templates("en") if one.goal == "repeat" and one.trade in {"any", "salon"}]
    assert sorted(shown) == sorted(one.key for one in fitting)
    assert {"birthday_month", "salon_rebook"} <= set(shown)
    chosen = {chip.key: chip.url for chip in context["goals"]}
    assert chosen["visit"] == "?goal=visit&trade=salon"
    nothing = admin.get(url_of("templates") + "?goal=nothing").context
    assert nothing["is_empty"]


def test_gallery_needs_as_many_queries_for_many_own_templates_as_for_one(
    admin: Client, account: Account
) -> None:
    saved(account, admin)
    admin.get(url_of("templates"))
    with CaptureQueriesContext(connection) as few:
        admin.get(url_of("templates"))
    row = ScenarioTemplate.objects.get()
    for number in range(5):
        row.pk, row._state.adding, row.title = None, True, f"Copy {number}"
        row.save()
    with CaptureQueriesContext(connection) as many:
        assert admin.get(url_of("templates")).status_code == 200
    assert len(many) == len(few)


def test_page_of_a_template_plays_every_way_through_it(admin: Client, account: Account) -> None:
    context = admin.get(url_of("template", "sc5")).context
    ways = dict(context["ways"])
    assert list(ways) == ["Tapped the link", "Everyone else"]
    assert [moment.when for moment in ways["Everyone else"]] == [
        "right away",
        "day 3, 19:00",
        "day 10, 19:00",
    ]
    messages = context["shown"]["messages"]
    assert all(messages[moment.step_id] for moments in ways.values() for moment in moments)


@pytest.mark.parametrize("ref", ["nothing", "own-99", "own-x", "..%2Fen%2Fsc1"])
def test_template_that_is_not_there_is_not_found(ref: str, admin: Client, account: Account) -> None:
    assert admin.get(url_of("templates") + f"{ref}/").status_code == 404


def test_without_an_account_the_page_says_what_to_do_first(admin: Client, db: None) -> None:
    html = admin.get(url_of("template", "sc1")).content.decode()
    assert "no LINE Official Account yet" in html
    assert reverse("linesteps_accounts:add") in html


def test_picture_draws_sends_waits_forks_and_ends_and_escapes_words() -> None:
    steps = [
        send("a"),
        wait(days=7),
        branch(path([tagged("x")], [end()], label="X"), otherwise=[send("b")]),
        step("no_such_kind", {}),
        wait(hours=2),
        send("c"),
    ]
    drawn = picture(steps, title="<b>")
    assert drawn.count("ls-flow__send") == 3
    assert drawn.count("ls-flow__fork") == drawn.count("ls-flow__end") == 1
    assert ">7 d<" in drawn and ">2 h<" in drawn
    assert "&lt;b&gt;" in drawn and "<b>" not in drawn


# -- using --


@pytest.mark.parametrize("language", ["en", "ja"])
def test_template_becomes_a_draft_that_opens_where_something_is_missing(
    admin: Client, account: Account, language: str
) -> None:
    headers = {"accept-language": language}
    answer = admin.post(url_of("template", "sc1"), {"account": account.pk}, headers=headers)
    scenario = Scenario.objects.get()
    first = template("sc1").steps[0]["id"]
    assert answer.headers["Location"] == url_of("edit", scenario.pk) + f"#block-{first}-section"
    assert not scenario.live
    assert admin.get(answer.headers["Location"]).status_code == 200


def test_template_whose_start_condition_is_unfinished_opens_there(admin: Client, account: Account) -> None:
    row = saved(account, admin)
    row.data["scenarios"][0]["triggers"] = []
    row.save()
    answer = admin.post(url_of("template", f"own-{row.pk}"), {"account": account.pk})
    assert answer.headers["Location"].endswith("#triggers")


def test_account_must_be_chosen_where_there_are_several(admin: Client, account: Account) -> None:
    make_account(name="Other", channel_id="999")
    answer = admin.post(url_of("template", "sc1"), {})
    assert "This field is required" in answer.content.decode()
    assert not Scenario.objects.exists()


def test_template_used_a_second_time_leaves_the_first_draft_alone(admin: Client, account: Account) -> None:
    for _number in range(2):
        assert admin.post(url_of("template", "sc1"), {"account": account.pk}).status_code == 302
    assert Scenario.objects.filter(account=account).count() == 2


def test_template_with_a_step_that_is_not_installed_is_refused_in_words(
    admin: Client, account: Account
) -> None:
    row = saved(account, admin)
    row.data["scenarios"][0]["steps"][0]["type"] = "gone_kind"
    row.save()
    url = url_of("template", f"own-{row.pk}")
    assert "gone_kind" in admin.get(url).content.decode()
    assert "gone_kind" in admin.post(url, {"account": account.pk}).content.decode()
    assert not Scenario.objects.filter(name="Mine").exists()


# -- one's own --


def test_scenario_is_saved_as_a_template_from_its_menu_and_from_the_list(
    admin: Client, account: Account
) -> None:
    scenario = make_scenario(account, plain_send("Hello"))
    address = url_of("save_as_template", scenario.pk)
    assert address in admin.get(url_of("edit", scenario.pk)).content.decode()
    assert address in admin.get(url_of("list")).content.decode()
    assert admin.get(address).context["form"].initial["title"] == "Welcome"


def test_saved_template_stands_among_ones_own_and_is_used_like_any_other(
    admin: Client, account: Account
) -> None:
    row = saved(account, admin)
    (_name, mine), _ready = admin.get(url_of("templates")).context["groups"]
    assert [card.template.title for card, _shown in mine] == ["Mine"]
    assert row.created_by is not None
    answer = admin.post(url_of("template", f"own-{row.pk}"), {"account": account.pk})
    made = Scenario.objects.latest("pk")
    assert answer.headers["Location"] == url_of("edit", made.pk)


def test_template_is_renamed_and_deleted_by_whoever_saved_it_and_those_with_the_permission(
    account: Account,
) -> None:
    author = client_of("add_scenario", "view_scenario")
    row = saved(account, author)
    other, keeper = client_of("add_scenario"), client_of("add_scenario", "change_scenariotemplate")
    edit, delete = url_of("template_edit", row.pk), url_of("template_delete", row.pk)
    for address in (edit, delete):
        assert other.get(address).status_code == 302
        assert other.post(address).status_code == 302
        assert author.get(address).status_code == keeper.get(address).status_code == 200
        assert address in author.get(url_of("template", f"own-{row.pk}")).content.decode()
        assert address not in other.get(url_of("template", f"own-{row.pk}")).content.decode()
    fields = {"title": "Ours", "summary": "", "goal": "repeat", "trade": "any"}
    keeper.post(edit, fields)
    row.refresh_from_db()
    assert (row.title, row.goal) == ("Ours", "repeat")
    author.post(delete)
    assert not ScenarioTemplate.objects.exists()


def test_whoever_may_not_see_a_scenario_cannot_save_it_as_a_template(account: Account) -> None:
    scenario = make_scenario(account, plain_send("Secret"))
    nobody = client_of("change_scenariotemplate")
    nobody.post(url_of("save_as_template", scenario.pk), {"title": "x", "goal": "visit", "trade": "any"})
    assert not ScenarioTemplate.objects.exists()


def test_template_is_downloaded_as_a_file_that_can_be_imported(admin: Client, account: Account) -> None:
    row = saved(account, admin)
    answer = admin.get(url_of("template_file", f"own-{row.pk}"))
    assert answer.headers["Content-Disposition"] == f'attachment; filename="own-{row.pk}.json"'
    data = json.loads(answer.content)
    assert data["title"] == "Mine" and data["template"] == {"goal": "visit", "trade": "salon"}
    assert json.loads(admin.get(url_of("template_file", "sc1")).content)["title"]


def test_saving_as_a_template_stands_in_the_scenarios_history(admin: Client, account: Account) -> None:
    saved(account, admin)
    scenario = Scenario.objects.get()
    assert "Saved as a template" in admin.get(url_of("history", scenario.pk)).content.decode()


def test_coupons_that_the_scenario_had_are_chosen_again(admin: Client, account: Account) -> None:
    admin.post(url_of("template", "sc1"), {"account": account.pk})
    scenario = Scenario.objects.get()
    fields = {"title": "Mine", "summary": "", "goal": "visit", "trade": "any"}
    admin.post(url_of("save_as_template", scenario.pk), fields)
    row = ScenarioTemplate.objects.get()
    admin.post(url_of("template", f"own-{row.pk}"), {"account": account.pk})
    assert Coupon.objects.count() == 3

"""Forms, documents and publications of a real Wagtail site start scenarios."""

from __future__ import annotations

from typing import Any

from django.test import Client

from demo.models import StoryPage
from linesteps.engine.models import Enrolment, Intake
from linesteps.followers.models import Activity, Attribute, FollowerAttribute, FollowerTag
from linesteps.scenarios.compiler import problems
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import send, trigger
from linesteps.testing.shop import IPHONE, Shop
from tests.site_pages import acquainted, below, form_below, make_document, make_site, said

# -- forms


def post(shop: Shop, page: Any, **data: Any) -> str:
    answer = shop.client.post(page.url, data, headers={"user-agent": IPHONE})
    shop.settle()
    assert answer.status_code == 200
    return str(answer.rendered_content)


def on_form(page: Any, *answers: tuple[str, str], tag: str = "") -> Any:
    items = [
        {"type": "item", "id": f"i{number}", "value": {"field": field, "attribute": key}}
        for number, (field, key) in enumerate(answers)
    ]
    return trigger("form_submitted", page=page.pk, answers=items, tag=tag)


def test_form_starts_and_keeps_its_answers_as_attributes(shop: Shop) -> None:
    home = make_site(shop)
    form = form_below(
        home,
        "Trial",
        ("Your birthday", "date"),
        ("Fish", "checkboxes"),
        ("People", "singleline"),
        choices="Cod,Eel",
    )
    for key, kind in (("birthday", "date"), ("fish", "text"), ("people", "number")):
        Attribute.objects.create(account=shop.account, key=key, name=key, type=kind)
    start = on_form(form, ("Your birthday", "birthday"), ("Fish", "fish"), ("people", "people"), tag="Trial")
    shop.publish(
        name="form", steps=[send("Thanks, born {{ attribute.birthday }}")], triggers=[start], can_repeat=True
    )
    friend = acquainted(shop)
    shown = post(shop, form, your_birthday="1990-05-01", fish=["Cod", "Eel"], people="many")
    assert "Thank you" in shown
    values = FollowerAttribute.objects.filter(follower=shop.follower(friend))
    # “many” is no number: it stays with the form, and the rest is kept.
    assert dict(values.values_list("attribute__key", "value")) == {
        "birthday": "1990-05-01",
        "fish": "Cod, Eel",
    }
    assert set(values.values_list("source", flat=True)) == {"form"}
    assert FollowerTag.objects.filter(follower=shop.follower(friend), tag__name="Trial").exists()
    assert len(said(shop, friend)) == 1 and "1990" in said(shop, friend)[0]
    [activity] = Activity.objects.filter(kind="form_submitted")
    assert "Cod" not in str(activity.data), "Answers are kept where they were asked to be, and nowhere else."


def test_form_that_is_refused_or_sent_by_a_stranger_starts_nobody(shop: Shop) -> None:
    home = make_site(shop)
    form = form_below(home, "Trial", ("Day", "date"))
    shop.publish(name="form", steps=[send("Thanks")], triggers=[on_form(form)])
    friend = acquainted(shop)
    post(shop, form, day="not a day")
    shop.client = Client()
    post(shop, form, day="2026-12-01")
    assert said(shop, friend) == []


def test_question_that_the_form_does_not_have_is_told_before_publishing(shop: Shop) -> None:
    home = make_site(shop)
    form = form_below(home, "Trial", ("Day", "date"))
    drawn = shop.draw(steps=[send("x")], triggers=[on_form(form, ("Colour", "colour")), on_form(home)])
    texts = " ".join(str(one.problem.message) for one in problems(drawn))
    assert "no question “Colour”" in texts and "Day" in texts and "no attribute “colour”" in texts
    assert "There is no form on the page" in texts


# -- documents


def download(shop: Shop, document: Any, **headers: str) -> int:
    answer = shop.client.get(document.url, headers={"user-agent": IPHONE, **headers})
    list(answer.streaming_content)
    shop.settle()
    return int(answer.status_code)


def test_download_starts_once_whatever_the_viewer_asks_for(shop: Shop) -> None:
    make_site(shop)
    guide, other = make_document("Guide"), make_document("Other")
    shop.publish(
        name="one",
        steps=[send("About the guide")],
        triggers=[trigger("document_downloaded", document=guide.pk)],
        can_repeat=True,
    )
    shop.publish(
        name="any",
        steps=[send("Any")],
        triggers=[trigger("document_downloaded", document=None)],
        can_repeat=True,
    )
    friend = acquainted(shop)
    assert download(shop, guide, purpose="prefetch") == 200
    assert said(shop, friend) == []
    for _again in range(3):
        assert download(shop, guide) == 200
    assert said(shop, friend) == ["About the guide", "Any"]
    download(shop, other)
    assert said(shop, friend) == ["About the guide", "Any", "Any"]


# -- publications


def on_publication(page: Any, **values: Any) -> Any:
    given = {"which": "section", "type": "", "when": "first", "at_most": 100, **values}
    return trigger("page_published", page=page.pk, **given)


def drafted(parent: Any, title: str) -> StoryPage:
    page = below(parent, title, live=False)
    page.save_revision()
    return page


def publish(shop: Shop, page: StoryPage) -> None:
    page.get_latest_revision().publish()
    shop.settle()


def test_new_page_in_a_section_starts_all_friends_once(shop: Shop) -> None:
    home = make_site(shop)
    events = below(home, "Events")
    friends = [shop.add_friend(name) for name in "AB"]
    shop.publish(steps=[send("New event")], triggers=[on_publication(events)], can_repeat=True)
    page = drafted(events, "Autumn")
    publish(shop, page)
    assert [shop.texts_to(friend) for friend in friends] == [["New event"]] * 2
    assert Intake.objects.get().cause == "page_published"
    page.refresh_from_db()
    page.save_revision().publish()
    shop.settle()
    publish(shop, drafted(home, "Elsewhere"))
    assert [shop.texts_to(friend) for friend in friends] == [["New event"]] * 2
    publish(shop, drafted(events, "Winter"))
    assert [shop.texts_to(friend) for friend in friends] == [["New event"] * 2] * 2


def test_page_of_another_kind_starts_nobody_and_changes_count_if_wanted(shop: Shop) -> None:
    home = make_site(shop)
    friend = shop.add_friend()
    shop.publish(name="form", steps=[send("Form")], triggers=[on_publication(home, type="demo.formpage")])
    stock = below(home, "Stock")
    shop.publish(
        name="every",
        steps=[send("Back in stock")],
        triggers=[on_publication(stock, which="page", when="every", type="demo.storypage")],
        can_repeat=True,
    )
    for hours in (0, 1):
        shop.pass_time(hours=hours)
        stock.save_revision().publish()
        shop.settle()
    assert shop.texts_to(friend) == ["Back in stock"] * 2


def test_more_friends_than_allowed_start_nobody_and_the_editor_is_told(shop: Shop) -> None:
    home = make_site(shop)
    for name in "AB":
        shop.add_friend(name)
    scenario = shop.publish(steps=[send("New")], triggers=[on_publication(home, at_most=1)])
    publish(shop, drafted(home, "Autumn"))
    scenario.refresh_from_db()
    assert not Enrolment.objects.exists()
    assert "2 friends would start, more than the 1" in scenario.attention


def test_publication_during_a_pause_counts_when_it_ends(shop: Shop) -> None:
    from linesteps.engine.operate import operate

    home = make_site(shop)
    friend = shop.add_friend()
    scenario = shop.publish(steps=[send("New")], triggers=[on_publication(home)])
    operate(scenario, Scenario.State.PAUSED)
    publish(shop, drafted(home, "Autumn"))
    assert shop.texts_to(friend) == []
    operate(scenario, Scenario.State.ACTIVE)
    shop.settle()
    assert shop.texts_to(friend) == ["New"]


def test_first_message_of_a_publication_waits_for_the_morning(shop: Shop) -> None:
    home = make_site(shop)
    friend = shop.add_friend()
    shop.publish(steps=[send("New")], triggers=[on_publication(home)])
    shop.pass_time(hours=13)
    publish(shop, drafted(home, "Autumn"))
    assert shop.texts_to(friend) == []
    shop.pass_time(hours=12)
    assert shop.texts_to(friend) == ["New"]

"""Before a page goes, whoever lets it go sees which LINE messages use it; when it is back, one click goes on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from demo.models import HomePage, StoryPage
from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.admin.pages.uses import uses_of
from linesteps.broadcasts.content import stored
from linesteps.broadcasts.models import Broadcast
from linesteps.followers.models import Follower
from linesteps.following.follow import follow_sources
from linesteps.narrowcasts.models import Narrowcast
from linesteps.scenarios.models import READY_TO_RESUME, Scenario
from linesteps.testing.build import branch, condition, message, path, send, trigger
from tests.admin.builders import make_account
from tests.library import card_of, from_pages, make_home, make_page

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary files of new renditions to the garbage collector.
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]


@pytest.fixture
def page() -> StoryPage:
    """A page of the site."""
    return make_page(make_home(), "Autumn")


def scenario(account: Account, *steps: Any, publish: bool = True, **values: Any) -> Scenario:
    made: Any = Scenario(account=account, live=False, name=values["name"])
    made.triggers, made.steps = values.get("triggers") or [trigger("by_hand")], list(steps)
    made.save()
    revision = made.save_revision()
    if publish:
        revision.publish()
    return Scenario.objects.get(pk=made.pk)


def test_unpublishing_shows_who_uses_the_page_and_needs_a_second_yes(
    admin: Client, account: Account, page: StoryPage
) -> None:
    live = scenario(account, send(card_of(page)), name="Cards <b>")
    url = reverse("wagtailadmin_pages:unpublish", args=[page.pk])
    shown = admin.post(url, {}).content.decode()
    assert "Cards &lt;b&gt;" in shown and reverse("linesteps_scenarios:edit", args=[live.pk]) in shown
    assert "One scenario pauses" in shown and "Unpublish anyway" in shown
    page.refresh_from_db()
    assert page.live
    admin.post(url, {"linesteps_sure": "1"})
    page.refresh_from_db()
    assert not page.live


@pytest.mark.parametrize("language", ["en", "ja"])
def test_deleting_a_section_tells_of_all_below_it(admin: Client, account: Account, language: str) -> None:
    home = make_home()
    section = make_page(home, "Events")
    page = make_page(section, "Autumn")
    scenario(account, send(card_of(page)), name="Cards")
    url = reverse("wagtailadmin_pages:delete", args=[section.pk])
    assert admin.get(url).status_code == 200
    shown = admin.post(url, {"next": ""}, headers={"accept-language": language}).content.decode()
    assert "Cards" in shown and Page.objects.filter(pk=section.pk).exists()
    assert ("Delete anyway" in shown) == (language == "en")
    admin.post(url, {"linesteps_sure": "1"})
    assert not Page.objects.filter(pk__in=[section.pk, page.pk]).exists()


@pytest.mark.parametrize("action", ["delete", "unpublish"])
def test_bulk_actions_ask_as_well(admin: Client, account: Account, page: StoryPage, action: str) -> None:
    scenario(account, send(card_of(page)), name="Cards")
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action]) + f"?id={page.pk}"
    assert "Cards" in admin.post(url, {}).content.decode()
    assert Page.objects.filter(pk=page.pk, live=True).exists()
    admin.post(url, {"linesteps_sure": "1"})
    assert not Page.objects.filter(pk=page.pk, live=True).exists()


def test_page_that_nothing_uses_goes_without_a_question(admin: Client, page: StoryPage) -> None:
    admin.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]), {})
    page.refresh_from_db()
    assert not page.live


def test_every_way_to_use_a_page_is_found_in_a_fixed_number_of_queries(
    account: Account, page: StoryPage, django_assert_max_num_queries: Any
) -> None:
    address = page.full_url
    scenario(account, send(card_of(page)), name="shows")
    scenario(account, send(f"See {address}"), name="links")
    visited = trigger("page_visited", page=page.pk, which="page")
    scenario(account, send("Hi"), name="starts", triggers=[visited])
    asked = condition(
        "visited_page", page=page.pk, which="page", since="days", days=3, times=1, is_absent=False
    )
    scenario(account, branch(path([asked], [send("Hi")])), name="asks")
    scenario(account, send(card_of(page)), name="draft", publish=False)
    from_pages(page, name="library")
    for name, part, state in (
        ("planned", card_of(page), "scheduled"),
        ("typed", message("text", text=f"See {address}"), "draft"),
        ("other", message("text", text=f"See {address}more/"), "draft"),
        ("sent", card_of(page), "finished"),
    ):
        one: Any = Broadcast(account=account, name=name, state=state)
        one.content = stored(send(part)["value"])
        one.save()
    narrow: Any = Narrowcast(account=account, name="narrow")
    narrow.messages = [card_of(page)]
    narrow.save()
    over = scenario(account, send(card_of(page)), name="over")
    Scenario.objects.filter(pk=over.pk).update(state=Scenario.State.ENDED)
    with django_assert_max_num_queries(20):
        found = {use.name: use for use in uses_of([page])}
    sends = {"planned", "typed", "narrow"}
    assert found.keys() == {"shows", "links", "starts", "asks", "draft", "library", *sends}
    assert {name for name in sends if found[name].is_held} == {"planned"}
    assert (found["planned"].word, found["shows"].word) == ("Scheduled", "")
    assert found["typed"].ways == ["has a link to it (one-off send)"]
    assert found["shows"].pauses and found["shows"].is_live
    assert found["links"].ways == ["has a link to it"] and found["starts"].ways == ["starts by it"]
    assert not found["draft"].is_live and not found["links"].pauses


def test_expiry_is_warned_of_when_the_page_is_published(
    admin: Client, account: Account, page: StoryPage
) -> None:
    scenario(account, send(card_of(page)), name="Cards")
    page.expire_at = clock.now() + timedelta(days=3)
    page.save()
    data = {
        "title": page.title,
        "slug": page.slug,
        "lead": "x",
        "tone": "sea",
        "eyebrow": "",
        "body": "null",
        "expire_at": (clock.now() + timedelta(days=3)).strftime("%Y-%m-%d %H:%M"),
        "action-publish": "1",
    }
    answer = admin.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data, follow=True)
    shown = answer.content.decode()
    assert "LINE messages use it; what shows it pauses" in shown and "Cards" in shown


def test_image_and_document_of_a_message_are_counted_by_wagtail(account: Account) -> None:
    from wagtail.models import ReferenceIndex

    from tests.library import make_image

    make_home()
    image = make_image()
    part = message("image", image=image.pk, link="")
    made = scenario(account, send(part), name="Picture")
    assert [source for source, _refs in ReferenceIndex.get_grouped_references_to(image)] == [made]


# -- going on


def paused_for(account: Account, *pages: StoryPage) -> Scenario:
    made = scenario(account, send(*(card_of(page) for page in pages)), name="Cards")
    for page in pages:
        StoryPage.objects.get(pk=page.pk).unpublish()
    assert follow_sources()
    made.refresh_from_db()
    assert made.state == Scenario.State.PAUSED and made.attention
    return made


def come_back(page: StoryPage) -> None:
    StoryPage.objects.get(pk=page.pk).save_revision().publish()
    assert follow_sources()


def test_scenario_whose_page_is_back_is_offered_to_go_on_by_one_click(
    admin: Client, account: Account, page: StoryPage
) -> None:
    made = paused_for(account, page)
    listing = reverse("linesteps_scenarios:list")
    assert "Resume now" not in admin.get(listing).content.decode()
    come_back(page)
    made.refresh_from_db()
    assert (made.state, made.paused_for) == (Scenario.State.PAUSED, READY_TO_RESUME), "People decide."
    assert "“Autumn” is back" in made.attention
    for url in (listing, reverse("linesteps_scenarios:edit", args=[made.pk])):
        shown = admin.get(url).content.decode()
        assert "Resume now" in shown and "is back" in shown
    answer = admin.post(reverse("linesteps_scenarios:operate", args=[made.pk, "resume"]) + f"?next={listing}")
    assert answer.headers["Location"] == listing
    made.refresh_from_db()
    assert (made.state, made.attention, made.paused_for) == (Scenario.State.ACTIVE, "", "")


def test_nothing_is_offered_while_another_page_is_missing(account: Account) -> None:
    home = make_home()
    one, two = make_page(home, "One"), make_page(HomePage.objects.get(), "Two")
    made = paused_for(account, one, two)
    come_back(one)
    made.refresh_from_db()
    assert made.paused_for not in {"", READY_TO_RESUME}
    come_back(two)
    made.refresh_from_db()
    assert made.paused_for == READY_TO_RESUME


def test_scenario_that_somebody_paused_is_not_offered(account: Account, page: StoryPage) -> None:
    from linesteps.engine.operate import operate

    made = scenario(account, send(card_of(page)), name="Cards")
    operate(made, Scenario.State.PAUSED)
    StoryPage.objects.get(pk=page.pk).unpublish()
    follow_sources()
    come_back(page)
    made.refresh_from_db()
    assert made.paused_for == ""


# -- the list before publishing


def test_publication_with_more_friends_than_allowed_is_told_before_publishing(account: Account) -> None:
    from linesteps.checklist.checks.pages import Pages
    from linesteps.checklist.seen import Seen

    home = make_home()
    for number in range(3):
        Follower.objects.create(account=account, line_user_id=f"U{number}", status=Follower.Status.FRIEND)
    start = trigger("page_published", page=home.pk, which="section", type="", when="first", at_most=2)
    drawn = scenario(account, send("New"), name="New", triggers=[start], publish=False)
    [found] = Pages().look(Seen(drawn))
    assert "up to 3 friends start at once" in found.text and "more than the 2" in found.text


def test_page_that_will_expire_is_told_before_publishing(account: Account, page: StoryPage) -> None:
    from linesteps.checklist.checks.pages import Pages
    from linesteps.checklist.seen import Seen

    drawn = scenario(account, send(card_of(page)), name="Cards", publish=False)
    assert [one.level for one in Pages().look(Seen(drawn))] == ["ok"]
    Page.objects.filter(pk=page.pk).update(expire_at=clock.now() + timedelta(days=3))
    [found] = Pages().look(Seen(drawn))
    assert found.level == "warning" and "Autumn" in found.text


def test_other_accounts_are_no_matter_of_rights_here(page: StoryPage) -> None:
    other = make_account(name="Other")
    scenario(other, send(card_of(page)), name="Theirs")
    assert [use.name for use in uses_of([page])] == ["Theirs"]

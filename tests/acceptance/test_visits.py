"""Whose browser it is: consent on the site, through the emulator and a real Wagtail site."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client

from linesteps.engine.models import Enrolment
from linesteps.followers.models import Activity
from linesteps.testing.build import send, trigger
from linesteps.testing.fake_line import FakeLine
from linesteps.testing.shop import Shop
from linesteps.visits.models import PageVisit, VisitConsent
from linesteps.visits.tie import COOKIE, FLAG
from tests.site_pages import WELCOME, acquainted, make_site

# -- consent


def test_nobody_is_asked_and_no_address_changes_while_it_is_off(shop: Shop) -> None:
    make_site(shop)
    shop.account.sees_visits = False
    shop.account.save()
    shop.publish(steps=[send(WELCOME)])
    friend = shop.add_friend()
    assert shop.tap_link(friend) == WELCOME
    assert not shop.client.cookies


def test_yes_ties_the_browser_and_is_kept_with_what_was_read(shop: Shop) -> None:
    make_site(shop)
    shop.account.visits_notice = "We look at what you read."
    shop.account.save()
    friend = acquainted(shop, answer="")
    assert not shop.client.cookies, "No cookie before a yes."
    assert shop.arrive(friend)
    cookie, flag = shop.client.cookies[COOKIE], shop.client.cookies[FLAG]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and flag.value == "1"
    assert int(cookie["max-age"]) == 90 * 24 * 3600
    consent = VisitConsent.objects.get(follower=shop.follower(friend))
    assert consent.is_given and consent.notice == "We look at what you read."
    assert not shop.arrive(friend), "Whoever agreed is not asked again in the same browser."


def test_no_sets_no_cookie_and_is_respected_for_half_a_year(shop: Shop) -> None:
    home = make_site(shop)
    friend = acquainted(shop, answer="no")
    assert not shop.client.cookies.get(COOKIE) or not shop.client.cookies[COOKIE].value
    shop.open_page(home)
    assert not PageVisit.objects.exists()
    assert shop.tap_link(friend) == WELCOME
    shop.pass_time(days=181)
    assert shop.arrive(friend)


def test_forwarded_link_is_asked_for_in_another_browser_and_ties_nobody_silently(shop: Shop) -> None:
    home = make_site(shop)
    friend = acquainted(shop)
    shop.client = Client()
    assert shop.arrive(friend, answer="")
    shop.open_page(home)
    assert not PageVisit.objects.exists()


def test_second_friend_on_the_same_browser_takes_it_over(shop: Shop) -> None:
    home = make_site(shop)
    first, second = acquainted(shop), acquainted(shop)
    shop.open_page(home)
    assert [visit.follower for visit in PageVisit.objects.all()] == [shop.follower(second)]
    shop.arrive(first)
    shop.pass_time(hours=1)
    shop.open_page(home)
    assert PageVisit.objects.latest("id").follower == shop.follower(first)


def test_taking_it_back_deletes_what_is_known_and_ends_every_browser(shop: Shop) -> None:
    home = make_site(shop)
    friend = acquainted(shop)
    other, shop.client = shop.client, Client()
    shop.arrive(friend)
    shop.open_page(home)
    page = shop.client.get("/line/visits/", headers={"accept-language": "en"}).content.decode()
    assert "Take it back" in page
    answer = shop.client.post("/line/visits/", headers={"accept-language": "en"}, follow=True)
    assert "It is done" in answer.content.decode()
    assert not PageVisit.objects.exists()
    assert not Activity.objects.filter(kind="page_visited").exists()
    assert Activity.objects.filter(kind="visits_withdrawn").exists()
    shop.client = other
    shop.open_page(home)
    assert not PageVisit.objects.exists()


def test_tie_ends_after_ninety_days(shop: Shop) -> None:
    home = make_site(shop)
    acquainted(shop)
    value = shop.client.cookies[COOKIE].value
    shop.pass_time(days=91)
    shop.client.cookies[COOKIE] = value
    shop.open_page(home)
    assert not PageVisit.objects.exists()


def test_sites_own_consent_manager_decides_alone(shop: Shop, settings: Any) -> None:
    settings.LINESTEPS_VISITOR_CONSENT = "tests.acceptance.consent_manager.agrees"
    home = make_site(shop)
    friend = acquainted(shop)
    assert COOKIE not in shop.client.cookies, "We do not ask when somebody else does."
    shop.client.cookies["agreed"] = "1"
    shop.arrive(friend)
    assert COOKIE in shop.client.cookies
    assert VisitConsent.objects.get().source == VisitConsent.Source.SITE
    shop.open_page(home)
    assert PageVisit.objects.count() == 1
    del shop.client.cookies["agreed"]
    shop.pass_time(hours=1)
    shop.open_page(home)
    assert PageVisit.objects.count() == 1


def test_logged_in_visitor_is_known_without_a_cookie_unless_they_took_it_back(
    shop: Shop, settings: Any
) -> None:
    settings.LINESTEPS_VISITOR_LOOKUP = "tests.acceptance.consent_manager.member"
    home = make_site(shop)
    friend = shop.add_friend()
    shop.open_page(home)
    assert not PageVisit.objects.exists()
    shop.client.cookies["member"] = friend
    shop.open_page(home)
    assert PageVisit.objects.get().follower == shop.follower(friend)
    assert VisitConsent.objects.get().source == VisitConsent.Source.LOGIN
    shop.client.post("/line/visits/")
    shop.pass_time(hours=1)
    shop.open_page(home)
    assert not PageVisit.objects.exists()


def test_name_of_a_function_that_does_not_exist_is_told_by_the_system_check(settings: Any) -> None:
    from linesteps.checks import check_visitors

    assert check_visitors() == []
    settings.LINESTEPS_VISITOR_CONSENT = "tests.acceptance.consent_manager.agrees"
    settings.LINESTEPS_VISITOR_LOOKUP = "tests.nothing.here"
    [found] = check_visitors()
    assert found.id == "linesteps.E005" and "LINESTEPS_VISITOR_LOOKUP" in found.msg


def test_link_to_another_site_never_carries_who_comes(shop: Shop) -> None:
    make_site(shop)
    shop.publish(steps=[send("https://example.com/")])
    friend = shop.add_friend()
    assert shop.tap_link(friend) == "https://example.com/"


# -- people of two accounts


def test_visit_starts_nothing_of_another_account(shop: Shop) -> None:
    home = make_site(shop)
    acquainted(shop)
    with FakeLine(http_hosts=["testserver"]) as line:
        other = Shop(line, shop.virtual, channel_id="2", sees_visits=True)
        other.publish(
            name="other",
            steps=[send("Other")],
            triggers=[trigger("page_visited", page=home.pk, which="section")],
        )
        stranger = other.add_friend()
        shop.open_page(home)
        assert other.texts_to(stranger) == []
        assert not Enrolment.objects.filter(follower__account=other.account).exists()


def test_erased_friend_is_nobody(shop: Shop) -> None:
    from linesteps.privacy.erase import erase
    from linesteps.privacy.export import personal_data

    home = make_site(shop)
    friend = acquainted(shop)
    shop.open_page(home)
    follower = shop.follower(friend)
    data = personal_data(follower)
    assert len(data["pagevisit"]) == len(data["visitconsent"]) == 1
    erase(follower.pk)
    shop.pass_time(hours=1)
    shop.open_page(home)
    assert not PageVisit.objects.exists() and not VisitConsent.objects.exists()


def test_old_visits_are_pruned(shop: Shop) -> None:
    from linesteps.pruning.prune import prune

    home = make_site(shop)
    acquainted(shop)
    shop.open_page(home)
    PageVisit.objects.update(at=shop.virtual.at - timedelta(days=401))  # type: ignore[union-attr]
    assert prune()["page_visits"] == 1
    assert not PageVisit.objects.exists()

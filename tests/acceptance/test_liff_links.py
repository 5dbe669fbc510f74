"""Links that know who tapped: one LIFF link for all, a page that asks LINE, and what follows for each friend."""

from __future__ import annotations

import pytest

from linesteps.accounts.models import Account
from linesteps.followers.models import Activity, Follower
from linesteps.testing.build import branch, buttons, clicked, path, send, trigger, wait
from linesteps.testing.liff import Phone, liff_links, use_liff
from linesteps.testing.shop import Shop
from linesteps.tracking.models import Click

URL = "https://example.com/fish/"
STEP = "00000000-0000-4000-8000-000000000001"
#: Chrome on a computer, outside of LINE.
DESKTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/144.0.0.0 Safari/537.36"


def story() -> dict[str, object]:
    """Tomorrow a message with a link, then a branch on its tap."""
    return {
        "steps": [
            wait(days=1),
            send(buttons("Fish", ("See", URL)), id=STEP),
            branch(
                path([clicked(STEP)], [send("You tapped")]),
                otherwise=[send("Not yet")],
                wait_hours=48,
            ),
        ]
    }


@pytest.fixture
def liff(shop: Shop) -> Shop:
    use_liff(shop)
    return shop


def test_one_multicast_has_one_link_and_each_friends_branch_follows_their_own_tap(liff: Shop) -> None:
    liff.publish(**story())
    first, second, third = (liff.add_friend(name) for name in ("Aya", "Ken", "Mio"))
    liff.pass_time(days=1, hours=1)
    assert [(one.endpoint, len(one.reached)) for one in liff.line.sends] == [("multicast", 3)]
    phones = [Phone(liff, friend) for friend in (first, second)]
    [link], [same] = (phone.links() for phone in phones)
    assert link == same and link.startswith("https://liff.line.me/2009999999-AbcdEfgh/l/")
    for phone in phones:
        assert phone.open(link) == URL
    assert liff.texts_to(first)[-1] == liff.texts_to(second)[-1] == "You tapped"
    liff.pass_time(days=3)
    assert liff.texts_to(third)[-1] == "Not yet"
    clicks = Click.objects.filter(is_counted=True).order_by("follower_id")
    assert [one.known_by for one in clicks] == ["liff", "liff"]
    assert [one.enrolment_id for one in clicks] == [liff.run_of(one).pk for one in (first, second)]
    assert liff.follower(first).os == "ios"


def test_without_the_choice_links_stay_each_friends_own(shop: Shop) -> None:
    use_liff(shop, Account.LinkKind.SIGNED)
    shop.publish(**story())
    friends = [shop.add_friend(name) for name in ("Aya", "Ken")]
    shop.pass_time(days=1, hours=1)
    assert [one.endpoint for one in shop.line.sends] == ["push", "push"]
    assert not liff_links(shop.messages_to(friends[0]))
    shop.tap_link(friends[0])
    assert Click.objects.get().known_by == "signed"


def test_message_with_a_name_in_it_is_pushed_and_its_link_still_asks_line(liff: Shop) -> None:
    liff.publish(steps=[wait(days=1), send(f"{{{{ display_name|You }}}}, see {URL} now")])
    friends = [liff.add_friend(name) for name in ("Aya", "Ken")]
    liff.pass_time(days=1, hours=1)
    assert [one.endpoint for one in liff.line.sends] == ["push", "push"]
    [link] = Phone(liff, friends[0]).links()
    assert Phone(liff, friends[0]).open(link) == URL
    assert Click.objects.get().known_by == "liff"


def test_forwarded_liff_link_counts_for_the_friend_who_really_tapped(liff: Shop) -> None:
    liff.publish(**story())
    sent = liff.add_friend("Aya")
    liff.pass_time(days=1, hours=1)
    [link] = Phone(liff, sent).links()
    other = liff.add_friend("Ken")
    assert Phone(liff, other).open(link) == URL
    click = Click.objects.get()
    assert (click.follower, click.enrolment) == (liff.follower(other), None)
    assert liff.texts_to(sent)[-1] == "Fish"


def test_stranger_comes_to_the_page_and_becomes_nobody_here(liff: Shop) -> None:
    liff.publish(**story())
    sent = liff.add_friend("Aya")
    liff.pass_time(days=1, hours=1)
    [link] = Phone(liff, sent).links()
    stranger = liff.line.new_person(liff.there, name="Stranger")
    before = Follower.objects.count()
    assert Phone(liff, stranger).open(link) == URL
    assert Follower.objects.count() == before and not Click.objects.exists()


def test_tap_of_a_liff_link_starts_scenarios_like_any_other(liff: Shop) -> None:
    liff.publish(**story())
    liff.publish(steps=[send("Second")], triggers=[trigger("link_clicked", url=URL)])
    friend = liff.add_friend("Aya")
    liff.pass_time(days=1, hours=1)
    phone = Phone(liff, friend)
    phone.open(phone.links()[0])
    assert "Second" in liff.texts_to(friend)
    assert Activity.objects.get(kind="link_clicked").data["known_by"] == "liff"


def test_page_leads_on_without_javascript_and_sets_nothing_off(liff: Shop) -> None:
    liff.publish(**story())
    friend = liff.add_friend("Aya")
    liff.pass_time(days=1, hours=1)
    phone = Phone(liff, friend, DESKTOP)
    page = phone.page(phone.links()[0]).content.decode()
    assert "<noscript>" in page and f'href="{URL}"' in page and f'data-anyway="{URL}"' in page
    assert "https://liff.line.me" not in page and "Aya" not in page
    assert not Click.objects.exists()


@pytest.mark.parametrize(("asked", "words"), [("ja-JP", "お待ちください"), ("en-GB,en;q=0.8", "One moment")])
def test_page_speaks_the_language_of_the_phone(liff: Shop, asked: str, words: str) -> None:
    liff.publish(**story())
    friend = liff.add_friend("Aya")
    liff.pass_time(days=1, hours=1)
    phone = Phone(liff, friend)
    phone.client.defaults["HTTP_ACCEPT_LANGUAGE"] = asked
    assert words in phone.page(phone.links()[0]).content.decode()


def test_links_of_old_messages_lead_on_when_liff_is_given_up(liff: Shop) -> None:
    liff.publish(**story())
    friend = liff.add_friend("Aya")
    liff.pass_time(days=1, hours=1)
    Account.objects.update(liff_id="", link_kind="signed")
    phone = Phone(liff, friend)
    assert phone.open(phone.links()[0]) == URL


def test_altered_unknown_and_foreign_paths_all_get_the_same_answer(liff: Shop) -> None:
    liff.publish(**story())
    friend = liff.add_friend("Aya")
    liff.pass_time(days=1, hours=1)
    phone = Phone(liff, friend)
    good = phone.links()[0]
    base = good.rsplit("/", 2)[0]
    pages = [
        phone.page(url) for url in (good[:-1], good + "A", f"{base}/l/", f"{base}/c/x", f"{base}/x", base)
    ]
    assert {page.status_code for page in pages} == {404}
    other = Account.objects.create(name="Other", channel_id="9", liff_id="1-a", login_channel_id="1")
    path_ = phone.opened and good.rsplit("/", 1)[1]
    assert phone.get(f"/line/liff/{other.pk}/l/{path_}").status_code == 404

"""Names and values in messages, from the database to the friend's phone."""

from __future__ import annotations

from linesteps.accounts.models import Account
from linesteps.followers.attributes import set_attribute
from linesteps.followers.models import Attribute, FollowerAttribute
from linesteps.testing.build import buttons, send, wait
from linesteps.testing.shop import Shop


def attribute(shop: Shop, key: str, type_: str, **more: object) -> Attribute:
    return Attribute.objects.create(account=shop.account, key=key, name=key, type=type_, **more)


def test_each_friend_reads_values_in_their_format(shop: Shop) -> None:
    attribute(shop, "birthday", "date")
    attribute(shop, "points", "number")
    text = "{{ display_name:san|お客様 }}: {{ attribute.birthday:date_long|いつか }} / {{ attribute.points:yen|0円 }}"
    shop.publish(steps=[wait(hours=1), send(text)])
    known, unknown = shop.add_friend("花子"), shop.add_friend("")
    set_attribute(shop.follower(known), "birthday", "2026-12-24", "hand")
    set_attribute(shop.follower(known), "points", "12800", "hand")
    shop.pass_time(hours=2)
    assert shop.texts_to(known) == ["花子さん: 2026年12月24日(木) / 12,800円"]
    assert shop.texts_to(unknown) == ["お客様: いつか / 0円"]


def test_dates_and_amounts_are_written_in_the_language_of_the_account(shop: Shop) -> None:
    attribute(shop, "points", "number")
    Account.objects.filter(pk=shop.account.pk).update(language="en")
    shop.publish(steps=[wait(hours=1), send("{{ attribute.points:yen|- }}")])
    friend = shop.add_friend()
    set_attribute(shop.follower(friend), "points", "1500", "hand")
    shop.pass_time(hours=2)
    assert shop.texts_to(friend) == ["¥1,500"]


def test_value_that_is_longer_than_was_published_for_is_cut_and_taken_by_line(shop: Shop) -> None:
    colour = attribute(shop, "colour", "choice", choices=["red", "blue"])
    title = "{{ attribute.colour|none }}" + "x" * 36
    message = buttons("Which?", ("Go", ""), title=title)
    shop.publish(steps=[wait(hours=1), send(message, "{{ attribute.colour|none }}")])
    friend = shop.add_friend()
    # Choices may be reworded any time; what is published stays as it was judged.
    Attribute.objects.filter(pk=colour.pk).update(choices=["ultramarine blue"])
    set_attribute(shop.follower(friend), "colour", "ultramarine blue", "hand")
    shop.pass_time(hours=2)
    first, second = shop.messages_to(friend)
    assert first["template"]["title"] == "ult…" + "x" * 36
    assert second["text"] == "ult…"


def test_whole_text_of_an_attribute_is_sent_where_there_is_room(shop: Shop) -> None:
    memo = attribute(shop, "memo", "text")
    shop.publish(steps=[wait(hours=1), send("{{ attribute.memo|none }} / {{ attribute.memo:short|none }}")])
    friend = shop.add_friend()
    FollowerAttribute.objects.create(
        follower=shop.follower(friend),
        attribute=memo,
        value="語" * 500,
        source="hand",
        set_at=shop.virtual.at,
    )
    shop.pass_time(hours=2)
    assert shop.texts_to(friend) == ["語" * 500 + " / " + "語" * 19 + "…"]


def test_emoji_of_line_reach_the_friend_after_a_name_with_braces(shop: Shop) -> None:
    text = "{{ display_name:san|お客様 }}、おかえりなさい{{ emoji.5ac21a8c040ab15980c9b43f.003 }}"
    shop.publish(steps=[wait(hours=1), send(text)])
    friend = shop.add_friend("{花}")
    shop.pass_time(hours=2)
    (message,) = shop.messages_to(friend)
    assert message["text"] == "{{花}}さん、おかえりなさい{e1}"
    assert message["substitution"]["e1"] == {
        "type": "emoji",
        "productId": "5ac21a8c040ab15980c9b43f",
        "emojiId": "003",
    }

"""A documented example of another tool, in which people fell into the wrong path: here they do not.

Steps 1 to 5: after 1, whoever has a tag gets 3, everybody else jumps to 4; both get 5.
"""

from __future__ import annotations

from linesteps.followers.tags import add_tag
from linesteps.testing.build import branch, jump, path, send, tagged, wait
from linesteps.testing.shop import Shop


def test_person_without_the_tag_gets_one_four_five_and_never_three(shop: Shop) -> None:
    shop.publish(
        steps=[
            send("1", id="one"),
            wait(days=1),
            branch(path([tagged("bought")], [send("3", id="three")]), otherwise=[jump("four")], id="two"),
            wait(days=1),
            send("4", id="four"),
            wait(days=1),
            send("5", id="five"),
        ]
    )
    without, with_tag, late = (shop.add_friend(name) for name in ("Without", "With", "Late"))
    add_tag(shop.follower(with_tag), "bought", "hand")
    shop.pass_time(days=1, minutes=1)
    # Too late for the question, which is not asked again.
    add_tag(shop.follower(late), "bought", "hand")
    shop.pass_time(days=5)
    assert shop.texts_to(without) == ["1", "4", "5"]
    assert shop.texts_to(with_tag) == ["1", "3", "4", "5"]
    assert shop.texts_to(late) == ["1", "4", "5"]


def test_false_side_of_several_conditions_jumps_for_each_person_on_its_own(shop: Shop) -> None:
    both = path([tagged("a"), tagged("b")], [send("3")])
    shop.publish(
        steps=[
            send("1"),
            wait(days=1),
            branch(both, otherwise=[jump("four")]),
            send("4", id="four"),
            send("5"),
        ]
    )
    people = {tags: shop.add_friend(tags or "none") for tags in ("", "a", "b", "ab")}
    for tags, friend in people.items():
        for name in tags:
            add_tag(shop.follower(friend), name, "hand")
    shop.pass_time(days=3)
    got = {tags: shop.texts_to(friend) for tags, friend in people.items()}
    assert got == {
        "": ["1", "4", "5"],
        "a": ["1", "4", "5"],
        "b": ["1", "4", "5"],
        "ab": ["1", "3", "4", "5"],
    }

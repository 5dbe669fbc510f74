"""Scenarios go on when a tag is renamed."""

from __future__ import annotations

from linesteps.followers.models import Activity, Tag
from linesteps.followers.tags import add_tag, merge, remove_tag, rename
from linesteps.testing.build import branch, path, send, tag, tagged, trigger
from linesteps.testing.shop import Shop


def test_live_scenarios_go_on_when_a_tag_is_renamed(shop: Shop) -> None:
    shop.publish(steps=[send("Welcome")], triggers=[trigger("tag_added", tag="VIP")])
    shop.publish(name="asks", steps=[branch(path([tagged("VIP")], [tag("Seen"), send("Hi VIP")]))])
    old = shop.add_friend("A")
    add_tag(shop.follower(old), "VIP", "hand")
    shop.settle()
    rename(Tag.objects.get(name="VIP"), "Gold")
    new = shop.add_friend("B")
    add_tag(shop.follower(new), "Gold", "hand")
    shop.settle()
    assert shop.texts_to(old) == ["Welcome"]
    assert shop.texts_to(new) == ["Welcome"]
    assert Activity.objects.filter(kind="tag_added").latest("pk").data["also"] == ["VIP"]


def test_tag_that_is_taken_off_is_known_by_its_old_names(shop: Shop) -> None:
    """Renamed, and then merged into another one: by hand and by a step."""
    shop.publish(steps=[send("Goodbye")], triggers=[trigger("tag_removed", tag="VIP")], can_repeat=True)
    shop.publish(name="step", steps=[tag(remove=("Premium",))], triggers=[trigger("tag_added", tag="off")])
    friend = shop.add_friend("A")
    follower = shop.follower(friend)
    add_tag(follower, "VIP", "hand")
    rename(Tag.objects.get(name="VIP"), "Gold")
    remove_tag(follower, "Gold", "hand")
    shop.settle()
    assert shop.texts_to(friend) == ["Goodbye"]
    add_tag(follower, "Gold", "hand")
    merge(Tag.objects.get(name="Gold"), Tag.objects.create(account=shop.account, name="Premium"))
    add_tag(follower, "off", "hand")
    shop.settle()
    assert shop.texts_to(friend) == ["Goodbye"] * 2

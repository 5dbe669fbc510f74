"""The stream of start conditions: one block for each registered kind."""

from __future__ import annotations

from functools import cache

from django.utils.translation import gettext_lazy as _

from linesteps.blocks.unknown import KindsBlock
from linesteps.conditions.filters import WHO, who_block, with_who

# Importing a kind registers it.
from linesteps.triggers import (  # noqa: F401
    account_linked,
    attribute_changed,
    beacon,
    by_hand,
    coupon_received,
    coupon_used,
    date_attribute,
    document_downloaded,
    entered_segment,
    event,
    form_submitted,
    friend_added,
    keyword,
    left_segment,
    link_clicked,
    membership,
    menu_tapped,
    message_received,
    only_for,
    page_published,
    page_visited,
    postback,
    recurring,
    tag_added,
    tag_removed,
    video_watched,
)
from linesteps.triggers.kind import registry

#: How editors find them: the usual ones first, by where it happens. Kinds of a site's own come last.
_GROUPS = (
    (_("Friends"), ("friend_added", "account_linked", "membership")),
    (
        _("What they do on LINE"),
        (
            "keyword",
            "link_clicked",
            "menu_tapped",
            "message_received",
            "postback",
            "coupon_received",
            "coupon_used",
            "video_watched",
            "beacon",
        ),
    ),
    (
        _("Tags, attributes, segments"),
        ("tag_added", "tag_removed", "attribute_changed", "entered_segment", "left_segment"),
    ),
    (_("Dates and the calendar"), ("date_attribute", "recurring")),
    (
        _("What they do on your site"),
        ("page_visited", "form_submitted", "document_downloaded", "page_published", "event"),
    ),
    (_("By hand"), ("by_hand",)),
    (_("For all start conditions"), ("only_for",)),
)


@cache
def triggers_block() -> KindsBlock:
    """The one shared definition."""
    # One for all of them: the page holds its form once.
    who = who_block()
    who.set_name(WHO)
    group_of = {name: group for group, names in _GROUPS for name in names}
    rank = {name: number for number, name in enumerate(group_of)}
    kinds = []
    for kind in sorted(registry, key=lambda one: rank.get(one.name, len(rank))):
        block = with_who(kind.block(), who) if kind.is_start else kind.block()
        block.meta.group = group_of.get(kind.name, _("By hand"))
        kinds.append((kind.name, block))
    return KindsBlock(kinds)

"""What LINE tells of taps on our rich menus: answers, and friends who turned to another tab."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from linesteps import clock, doorbell
from linesteps.followers.models import Follower
from linesteps.line.limits.actions import MAX_POSTBACK_DATA
from linesteps.richmenus.models import FollowerMenu, RichMenu

_ANSWER, _TAB = "ls-menu", "ls-tab"
#: What is left for an answer's words in LINE's data, beside the menu's key.
LONGEST_ANSWER = MAX_POSTBACK_DATA - len(_ANSWER) - 22


@dataclass(frozen=True, kw_only=True)
class MenuAnswer:
    """An answer that was tapped on a rich menu."""

    menu_id: int
    text: str


def answer_data(menu_pk: int, text: str) -> str:
    """What LINE sends back when an answer is tapped. With its words: a phone may show an older form of the menu."""
    return f"{_ANSWER}:{menu_pk}:{text}"


def tab_data(menu_pk: int) -> str:
    """What LINE sends back when somebody turns away from a menu."""
    return f"{_TAB}:{menu_pk}"


def answer_in(data: str, account_id: int) -> MenuAnswer | None:
    """The answer behind a postback's data, if it is one of the account's menus; ``None`` for any other data."""
    name, _colon, rest = data.partition(":")
    key, _colon, text = rest.partition(":")
    if name != _ANSWER or not key.isdecimal() or len(key) > 18 or not text:
        return None
    if not RichMenu.objects.filter(pk=int(key), account_id=account_id).exists():
        return None
    return MenuAnswer(menu_id=int(key), text=text)


def is_tab(data: str) -> bool:
    """Whether a postback tells of a tab of ours."""
    return data.startswith(f"{_TAB}:")


def turned(follower: Follower, params: Mapping[str, Any]) -> None:
    """Note that a friend turned to another tab, which makes it their own menu at LINE.

    Source: docs, “Switch between tabs on rich menus”; reference, “Postback event”, ``postback.params``. Back at the
    standard menu, they shall see whatever is the standard one from then on.
    """
    found = re.fullmatch(r"linesteps-(\d{1,18})", str(params.get("newRichMenuAliasId") or ""))
    if found is None or params.get("status") != "SUCCESS":
        return
    menus = RichMenu.objects.filter(pk=int(found[1]), account_id=follower.account_id)
    menu = menus.select_related("at_line").first()
    if menu is None:
        return
    own = FollowerMenu.objects.filter(follower=follower).first()
    if own is not None and own.due_at is not None:
        # Another wish is on its way, and comes out on top; only what LINE shows now is news.
        FollowerMenu.objects.filter(pk=own.pk).update(line_menu_id=menu.line_menu_id)
        return
    standard = getattr(follower.account, "standard_menu", None)
    is_back = standard is not None and standard.line_menu_id == menu.line_menu_id
    # Whoever turns the pages of a menu that a scenario gave keeps it when the standard one changes.
    is_given = own is not None and own.menu_id is not None and own.origin == FollowerMenu.Origin.STEP
    FollowerMenu.objects.update_or_create(
        follower=follower,
        defaults={
            "menu": None if is_back else menu,
            "origin": FollowerMenu.Origin.STEP if is_given else FollowerMenu.Origin.TAB,
            "wish": uuid.uuid4(),
            "line_menu_id": menu.line_menu_id,
            "due_at": clock.now() if is_back else None,
            "tries": 0,
        },
    )
    if is_back:
        doorbell.ring("tend_rich_menus")

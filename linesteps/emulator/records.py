"""What the emulated platform remembers: accounts, people, chats, coupons."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from linesteps.emulator.identity import new_user_id


class Status(StrEnum):
    """How a person stands to an official account."""

    STRANGER = "stranger"  #: never added the account
    FRIEND = "friend"  #: added it
    BLOCKED = "blocked"  #: added it, then blocked it
    DELETED = "deleted"  #: the person's LINE account is gone


@dataclass(kw_only=True)
class Account:
    """One LINE Official Account with its Messaging API channel.

    ``quota`` is the monthly limit of messages (``None``: unlimited). ``redelivery`` and
    ``crawl_links`` are the options of the same names on the real platform's side. ``login_channel_id`` and what
    follows are the LINE Login channel of the same provider and its LIFF app.
    """

    channel_id: str = "1234567890"
    channel_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    access_token: str = field(default_factory=lambda: secrets.token_urlsafe(64))
    basic_id: str = "@emulated"
    name: str = "Emulated account"
    bot_user_id: str = field(default_factory=new_user_id)
    picture_url: str | None = None
    webhook_url: str | None = None
    webhook_active: bool = True
    quota: int | None = None
    redelivery: bool = False
    crawl_links: bool = False
    chat_mode: str = "bot"
    login_channel_id: str = ""
    login_channel_secret: str = ""
    liff_id: str = ""
    liff_endpoint: str = ""
    liff_scopes: tuple[str, ...] = ("openid", "profile")
    #: QR codes that hang on walls for people to scan: what each is called, and the address in it.
    posters: dict[str, str] = field(default_factory=dict)


@dataclass(kw_only=True)
class Person:
    """A LINE user as one account's provider sees them."""

    user_id: str = field(default_factory=new_user_id)
    name: str = "友だち"
    language: str = "ja"
    os: str = "ios"
    status: Status = Status.STRANGER
    followed_at: datetime | None = None
    wrote_at: datetime | None = None
    status_message: str | None = None
    picture_url: str | None = None
    #: What LINE takes the person to be, for narrowcasts alone: no call ever tells it of one person.
    gender: str = ""
    age: int | None = None
    area: str = ""


@dataclass(frozen=True, kw_only=True)
class ChatLine:
    """One bubble of a chat; ``sender`` is ``account`` or ``person``, ``via`` the API call used."""

    id: str
    at: datetime
    sender: str
    message: dict[str, Any]
    via: str
    request_id: str = ""
    #: Which bubble of its send it is, from 1.
    seq: int = 1


@dataclass(kw_only=True)
class ReplyToken:
    """A reply token: once, within a minute of delivery and 20 minutes of the event."""

    token: str
    channel_id: str
    user_id: str
    event_at: datetime
    delivered_at: datetime
    is_used: bool = False


@dataclass(kw_only=True)
class LinkToken:
    """A link token for one person: once, within ten minutes (docs, “User account linking”)."""

    channel_id: str
    user_id: str
    issued_at: datetime
    is_used: bool = False


@dataclass(kw_only=True)
class RetryKey:
    """The first accepted attempt under a retry key, which LINE remembers for 24 hours."""

    accepted_at: datetime
    request_id: str
    sent_messages: list[dict[str, str]]


@dataclass(kw_only=True)
class Coupon:
    """A coupon with the properties given at its creation; never edited, only closed."""

    coupon_id: str
    properties: dict[str, Any]
    created_at: datetime
    is_closed: bool = False

    @property
    def status(self) -> str:
        """``RUNNING`` or ``CLOSED``; the API creates no drafts."""
        return "CLOSED" if self.is_closed else "RUNNING"


@dataclass(kw_only=True)
class RichMenu:
    """A rich menu as it was created; its picture comes once, and nothing is ever edited."""

    rich_menu_id: str
    properties: dict[str, Any]
    picture: bytes = b""
    picture_type: str = ""


@dataclass(kw_only=True)
class RichMenus:
    """One account's rich menus, what aliases lead to, and who sees which.

    Args:
        links: menus of single people, by LINE user id.
        standard: the menu of all others; empty for none.
    """

    menus: dict[str, RichMenu] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    standard: str = ""

    def shown_to(self, user_id: str) -> RichMenu | None:
        """Their own menu goes before the standard one (reference, “Rich menu”, display priority)."""
        return self.menus.get(self.links.get(user_id, "") or self.standard)

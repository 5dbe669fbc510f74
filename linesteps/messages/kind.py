"""What a kind of message is, and the registry of all kinds.

One file, one kind, one name: ``messages/text.py`` is block type, template stem and docs page.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from wagtail import blocks

from linesteps import conf, personalise
from linesteps.accounts.address import liff_url
from linesteps.accounts.models import Account
from linesteps.coupons.values import coupon_of, longest_part
from linesteps.errors import UnknownKindError
from linesteps.line.limits import Violation, check_messages, utf16_length
from linesteps.messages.own_documents import address_of, document_of
from linesteps.messages.violations import in_words
from linesteps.personalise import Fact
from linesteps.registry import Registry
from linesteps.typed import phone_address

logger = logging.getLogger("linesteps.messages")

Text = str | Promise
#: What a message is filled from, beside its own words: a kind, such as ``page``, and a primary key.
Source = tuple[str, int]


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Something to mend before publishing.

    Args:
        message: cause and cure in the reader's language.
        path: where it is inside the step's value, such as ``("messages", 0, "value", "text")``.
        step_id: the step; filled in by the compiler.
        is_error: whether it blocks publishing; otherwise it is a warning.
    """

    message: Text
    path: tuple[str | int, ...] = ()
    step_id: str = ""
    is_error: bool = True


@dataclass(kw_only=True)
class Compiling:
    """What compiling needs to know, and the links that it collects for one step.

    Args:
        account: whose messages they are.
        scenario_id: for the data of answer buttons.
        step_id: the step that is compiled now.
        facts: the account's attributes by key.
    """

    account: Account
    scenario_id: int
    step_id: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    step_kinds: Mapping[str, str] = field(default_factory=dict)
    #: Plain values of the scenario's steps by id, as far as the caller knows them.
    step_values: Mapping[str, Any] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    #: Own coupons that the step gives, each with whether nothing is sent to those for whom there is none.
    coupons: dict[int, bool] = field(default_factory=dict)
    sources: set[Source] = field(default_factory=set)

    def track(self, url: str, label: str = "") -> str:
        """Remember a link of the step; returns the token that stands for each follower's own address.

        A phone number is called by the phone itself, so it is no link that could be followed: its ``tel:`` address.
        """
        if number := phone_address(url):
            return number
        key, document = document_of(url)
        if key is not None and document is not None:
            self.draw_on("document", key)
            url = address_of(document)
        self.links.append(url)
        self.labels.append(label)
        return "{{ " + personalise.LINK_PREFIX + str(len(self.links) - 1) + " }}"

    def answer_data(self, label: str) -> str:
        """Remember an answer button of the step; returns the data that LINE sends back when it is tapped."""
        self.links.append("")
        self.labels.append(label)
        return f"ls:{self.scenario_id}:{self.step_id}:{len(self.links) - 1}"

    def give_coupon(self, coupon_id: int, *, is_vital: bool) -> None:
        """Remember an own coupon of the step; its tokens are filled for each follower.

        Args:
            coupon_id: which.
            is_vital: whether somebody for whom there is none gets nothing at all of the step.
        """
        self.coupons[coupon_id] = self.coupons.get(coupon_id, False) or is_vital

    def numbered_links(self) -> list[tuple[int, str, str]]:
        """Position, address and label of each link so far."""
        places = zip(self.links, self.labels, strict=True)
        return [(number, url, label) for number, (url, label) in enumerate(places)]

    def draw_on(self, kind: str, key: int) -> None:
        """Remember that the step shows something that may change without it (``linesteps.following``).

        Args:
            kind: ``library``, ``page``, ``below`` for the pages below one, or ``document``.
            key: the primary key.
        """
        self.sources.add((kind, key))

    @property
    def bounds(self) -> dict[str, int]:
        """How long each value may be, by token (units of UTF-16)."""
        attributes = {personalise.ATTRIBUTE_PREFIX + key: fact.longest for key, fact in self.facts.items()}
        return {
            "account_name": max(personalise.LONGEST_NAME, utf16_length(self.account.name)),
            "display_name": personalise.LONGEST_NAME,
            **attributes,
        }

    def longest(self, plain: Any) -> Any:
        """Any JSON value with each placeholder as long as it can become for anybody."""
        # A signed link's token has 54 characters, a LIFF link's 32 (linesteps.tracking.tokens); the account may
        # choose the other kind at any time.
        signed = conf.public_base_url() + reverse("linesteps:link", args=["x" * 54])
        link = max(signed, liff_url(self.account, "l/" + "x" * 32), key=len)
        template = personalise.Template(json.dumps(plain, ensure_ascii=False), self.bounds)
        return json.loads(
            template.fill_longest(
                language=self.account.language,
                whole=lambda name: link if coupon_of(name) is None else longest_part(name),
            )
        )

    def public_url(self, path: str) -> str:
        """An absolute address of this site, for LINE to fetch."""
        return path if path.startswith("http") else conf.public_base_url() + path


class MessageKind:
    """A kind of message object: a form for editors and its translation into LINE's JSON."""

    #: The frozen name: block type, file stem, docs page.
    name: str
    #: Whether its ``cards`` can be filled from pages (``linesteps.messages.parts.page_card``).
    fills_from_page = False

    def block(self) -> blocks.Block:
        """A new StructBlock for editors. Keep it loose: strict rules belong into ``problems``."""
        raise NotImplementedError

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """LINE's message object for a plain value, with tokens still in it."""
        raise NotImplementedError

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """What keeps this message from being sent, beyond LINE's limits, which are checked for all."""
        return []

    def summary(self, value: Mapping[str, Any]) -> str:
        """A few words that tell this message from others, in the reader's language."""
        raise NotImplementedError


registry: Registry[MessageKind] = Registry("message")


class Asked(Protocol):
    """A kind of anything that stands in a scenario: step, message, condition or trigger."""

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """What must be mended."""


#: What a kind may raise for a value that no form has made.
UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, UnknownKindError)


def problems_of(kind: Asked, value: Any, compiling: Compiling) -> list[Problem]:
    """What the kind says of a value; one that it cannot read at all is a problem too, not a crash.

    Programs and imports may store any JSON, which no form has checked.
    """
    try:
        if not isinstance(value, Mapping):
            raise TypeError(f"{type(value).__name__} is no value")
        return kind.problems(value, compiling)
    except UNREADABLE:
        logger.warning("%s cannot read its value.", type(kind).__name__, exc_info=True)
        return [Problem(message=unreadable())]


def unreadable() -> str:
    """What to say of a value that no form has made."""
    return _("This cannot be read. Delete it and add it again.")


def unknown_kind(kind: str, path: tuple[str | int, ...]) -> Problem:
    """A stored kind that no installed module registers."""
    return Problem(
        message=_("The kind “%(kind)s” is not installed on this site.") % {"kind": kind}, path=path
    )


def text_problems(text: str, compiling: Compiling, path: tuple[str | int, ...]) -> list[Problem]:
    """Placeholders in ``text`` that nothing can fill, or without which nothing may be left of it."""
    found = [_unknown(token, path) for token in personalise.unknown_tokens(text, compiling.facts)]
    if UNSENDABLE.search(text):
        words = _("There are characters here that cannot be sent. Remove them.")
        found.append(Problem(message=words, path=path))
    found += [_misfit(token, known, path) for token, known in personalise.misfits(text, compiling.facts)]
    if not found and "{{" in _WHOLE.sub("", text):
        words = _(
            "“{{” stands there without “}}”, so friends read it as it is. Choose the name again, or delete it."
        )
        found.append(Problem(message=words, path=path, is_error=False))
    if not any(one.is_error for one in found) and text.strip() and not personalise.barest(text).strip():
        words = _(
            "Where this is not known, nothing is left here, and LINE refuses empty text. "
            "Say what stands there instead, such as {{ display_name|you }}."
        )
        found.append(Problem(message=words, path=path))
    return found


#: No form takes these, but files and programs may hold them: halves of characters have no bytes in UTF-8, and
#: PostgreSQL keeps no NUL.
UNSENDABLE = re.compile("[\x00\ud800-\udfff]")
#: Braces that are closed.
_WHOLE = re.compile(r"\{\{[^{}]*\}\}")


def _unknown(token: str, path: tuple[str | int, ...]) -> Problem:
    if personalise.emoji_in(token):
        return Problem(
            message=_("LINE shows its own emoji in text messages only. Delete it here, or use another sign."),
            path=path,
        )
    text = _("“%(token)s” is not a known placeholder. Choose one from the list, such as {{ display_name }}.")
    return Problem(message=text % {"token": token}, path=path)


def _misfit(token: str, known: list[str], path: tuple[str | int, ...]) -> Problem:
    if not known:
        text = _("“%(token)s”: this value can be shown as it is only. Remove the colon and what follows it.")
        return Problem(message=text % {"token": token}, path=path)
    text = _("“%(token)s”: this value cannot be shown like that. Choose one of these: %(known)s.")
    return Problem(message=text % {"token": token, "known": ", ".join(known)}, path=path)


def limit_problems(messages: list[dict[str, Any]]) -> list[tuple[int, Problem]]:
    """What LINE itself would refuse, with the index of the message and a text that names the cure.

    Args:
        messages: with placeholders as long as they can become (``Compiling.longest``).
    """
    found = []
    for violation in check_messages(messages, http_hosts=conf.plain_http_hosts()):
        index, _rest = _place(violation)
        found.append((index, Problem(message=in_words(violation))))
    return found


def _place(violation: Violation) -> tuple[int, str]:
    head, _dot, rest = violation.property.partition(".")
    digits = "".join(character for character in head if character.isdigit())
    return (int(digits) if digits else 0), rest

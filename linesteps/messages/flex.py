"""A Flex Message of somebody's own making, pasted as code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps import conf
from linesteps.blocks.personal import PersonalCharBlock
from linesteps.line.limits import check_messages
from linesteps.messages.kind import (
    Compiling,
    MessageKind,
    Problem,
    registry,
    text_problems,
)
from linesteps.messages.links import link_problems
from linesteps.messages.parts.buttons import name_in
from linesteps.messages.parts.pasted import NotFlex, addresses_in, read_flex, strings_in, with_addresses
from linesteps.messages.parts.words import LONGEST_ALT_TEXT, NOTIFICATION, alt_text, words_problems
from linesteps.messages.violations import in_words
from linesteps.personalise import readable

_SIMULATOR = "https://developers.line.biz/flex-simulator/"
#: More at once help nobody.
_MOST_TOLD = 5
_LONGEST_CODE = 100_000


class FlexMessage(MessageKind):
    """LINE's Flex Message; its links are tracked, and placeholders in its texts are filled."""

    name = "flex"

    def block(self) -> blocks.Block:
        """The code, and what the notification says."""
        return blocks.StructBlock(
            [
                (
                    "alt_text",
                    PersonalCharBlock(label=NOTIFICATION, required=False, max_length=LONGEST_ALT_TEXT),
                ),
                (
                    "code",
                    blocks.TextBlock(
                        label=_("code of the Flex Message"),
                        required=False,
                        rows=10,
                        max_length=_LONGEST_CODE,
                        help_text=lazy(_help, str)(),
                    ),
                ),
            ],
            icon="code",
            label=_("Flex Message"),
            label_format="{alt_text}",
        )

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """``{"type": "flex"}``; links are numbered in the order of the code."""

        def track(url: str, words: str) -> str:
            return compiling.track(url, name_in(words, ""))

        contents = with_addresses(read_flex(value["code"]), track)
        return {"type": "flex", "altText": alt_text(value.get("alt_text")), "contents": contents}

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """A notification without words, code that is none, and whatever LINE would refuse, by its place."""
        found = words_problems(
            value.get("alt_text"), compiling, ("alt_text",), field=NOTIFICATION, most=LONGEST_ALT_TEXT
        )
        if not (value.get("alt_text") or "").strip():
            words = _("The notification has no words yet. Say in a few words what this is about.")
            found.append(Problem(message=words, path=("alt_text",)))
        code = value.get("code") or ""
        if not code.strip():
            return [*found, Problem(message=_("There is no code yet. Paste some."), path=("code",))]
        try:
            contents = read_flex(code)
            # Depth is a matter for both, and known only by going there.
            return found + _refused(contents, compiling)
        except NotFlex as error:
            return [*found, Problem(message=str(error), path=("code",))]
        except RecursionError:
            words = _("The parts of this Flex Message are nested too deeply.")
            return [*found, Problem(message=words, path=("code",))]

    def summary(self, value: Mapping[str, Any]) -> str:
        """What the notification says."""
        return readable(str(value.get("alt_text") or ""))[:24] or gettext("Flex Message")


def _refused(contents: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
    path = ("code",)
    found = [one for text in strings_in(contents) for one in text_problems(text, compiling, path)]
    found += [one for url in addresses_in(contents) for one in link_problems(url, path)]
    if found:
        return found[:_MOST_TOLD]
    message = {"type": "flex", "altText": "-", "contents": compiling.longest(contents)}
    for violation in check_messages([message], http_hosts=conf.plain_http_hosts())[:_MOST_TOLD]:
        place = violation.property.removeprefix("messages[0].contents").removeprefix(".")
        found.append(Problem(message=in_words(violation, place or "contents"), path=path))
    return found


def _help() -> str:
    """Where the code comes from, in the reader's language."""
    return format_html(
        '{} <a href="{}" target="_blank" rel="noreferrer">{}</a>',
        gettext("Design it in LINE's simulator, and copy the code that it shows. Links in it are counted."),
        _SIMULATOR,
        gettext("Open the simulator"),
    )


registry.register(FlexMessage())

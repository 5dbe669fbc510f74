"""What all designs share: a form, an example, and a Flex Message that is drawn from a filled-in form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from wagtail import blocks

from linesteps.accounts.models import Account
from linesteps.messages.designs.example import pictures_at, said
from linesteps.messages.designs.fields import Field
from linesteps.messages.designs.filled import PictureUrl
from linesteps.messages.image import rendition_url
from linesteps.messages.kind import Compiling, MessageKind
from linesteps.messages.parts.words import alt_text
from linesteps.messages.shown.words import chat_words

Plain = Mapping[str, Any]


class DesignKind(MessageKind):
    """A kind of message that is laid out already; editors choose it by its picture, and fill it in."""

    label: Promise
    #: One sentence for those who choose a design.
    description: Promise
    icon: str
    fields: Sequence[Field]
    #: A value with names of drawings for pictures (linesteps/static/linesteps/examples).
    example: Mapping[str, Any]

    def contents(self, value: Plain, compiling: Compiling, picture_url: PictureUrl) -> dict[str, Any]:
        """LINE's bubble or carousel."""
        raise NotImplementedError

    def notification(self, value: Plain) -> str:
        """What the notification says: what was typed for it, or else the headings."""
        raise NotImplementedError

    def compile(self, value: Plain, compiling: Compiling) -> dict[str, Any]:
        """``{"type": "flex"}``; links are numbered from left to right and from top to bottom."""
        contents = self.contents(value, compiling, rendition_url)
        return {"type": "flex", "altText": alt_text(self.notification(value)), "contents": contents}

    def example_message(self, site: str) -> dict[str, Any]:
        """The message of the example, in the reader's language.

        Args:
            site: the address of this site, which serves its pictures.
        """
        value, nobody = said(self.example), Compiling(account=Account(), scenario_id=0)
        contents = self.contents(value, nobody, pictures_at(site))
        return {"type": "flex", "altText": alt_text(self.notification(value)), "contents": contents}


class DesignBlock(blocks.StructBlock):
    """The form of a design, which Wagtail's list of blocks shows as the example looks in a chat.

    Args:
        kind: the design.
        local_blocks: as for any StructBlock.
    """

    def __init__(self, kind: DesignKind, local_blocks: Any = None, **kwargs: Any) -> None:
        super().__init__(local_blocks, **kwargs)
        self.kind = kind

    def get_preview_template(self, value: Any, context: Any = None) -> str:
        """A page with nothing but the message."""
        return "linesteps/design_preview.html"

    def get_preview_context(self, value: Any, parent_context: Any) -> dict[str, Any]:
        """What the script of the chat draws."""
        site = parent_context["request"].build_absolute_uri("/")
        item = {
            "kind": "send", "step": "", "seconds": 0, "heading": "", "clock": "", "depth": 0, "text": "",
            "messages": [self.kind.example_message(site)], "note": "", "port": "", "ways": [],
        }  # fmt: skip
        shown = {"items": [item], "account": "", "coupons": {}, "words": chat_words()}
        return {"shown": shown, "label": self.label}

    class Meta:
        form_classname = "struct-block"

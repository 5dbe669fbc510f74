"""The definition of a StreamField's blocks, made once and not for each page.

Wagtail packs every block with the HTML of each of its fields whenever a form is shown. A scenario has four
streams with some hundred kinds of blocks: that was 0.8 s of CPU and dozens of queries whenever somebody opened
one. It depends on the language, on the address below which the site lives, and on what its fields offer
(`linesteps.blocks.offers`), on nothing else: tests/admin/test_definitions.py.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from django import forms
from django.urls import get_script_prefix
from django.utils.translation import get_language
from wagtail.blocks.base import BlockWidget

from linesteps.blocks.offers import noted_offers, still_offered

#: The attribute of a block that keeps what was packed last, by language and address.
_KEPT = "_linesteps_definitions"


class KeptBlockWidget(BlockWidget):
    """Wagtail's widget of a block, which packs the block anew only when its fields offer something else.

    Args:
        block_def: the block.
        fresh: what fields offer now, as far as it was asked; shared by the widgets of one form.
    """

    def __init__(self, block_def: Any, attrs: Any = None, fresh: dict[Hashable, Any] | None = None) -> None:
        super().__init__(block_def, attrs)
        self.fresh: dict[Hashable, Any] = {} if fresh is None else fresh

    def _build_block_json(self) -> None:
        kept: dict[Any, Any] = self.block_def.__dict__.setdefault(_KEPT, {})
        key = get_language(), get_script_prefix()
        known = kept.get(key)
        if known is None or not still_offered(known[0], self.fresh):
            with noted_offers() as noted:
                super()._build_block_json()
            self.fresh |= {question: answer for question, (_ask, answer) in noted.items()}
            known = kept[key] = noted, self.__dict__["_js_context"], self.__dict__["_block_json"]
        self.__dict__ |= {"_js_context": known[1], "_block_json": known[2]}


def keep_definitions(form: forms.BaseForm) -> dict[Hashable, Any]:
    """Let the StreamFields of a form pack their blocks once; gives their ``fresh``, for a widget that comes later."""
    fresh: dict[Hashable, Any] = {}
    for field in form.fields.values():
        if type(field.widget) is BlockWidget:
            field.widget = KeptBlockWidget(field.widget.block_def, field.widget.attrs, fresh)
    return fresh

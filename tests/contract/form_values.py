"""What editors may have typed into the form of a message: finished values, each field changed at random."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from tests.contract.damage import Place, at, damaged, places
from tests.contract.valid_messages import VALID

#: Half a surrogate cannot be typed, and no form takes NUL.
_TYPED = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
_PLACEHOLDERS = (
    "{{ display_name|you }}",
    "{{ display_name|" + "お客さま" * 12 + " }}",
    "{{ display_name|" + "👨‍👩‍👧" * 9 + " }}",
    "{{display_name}}",
    "{{ account_name }}",
    "{{ display_name:san|you }}",
    "{{ attribute.memo|none }}",
    "{{ attribute.memo:short|none }}",
    "{{ attribute.birthday:date_long|soon }}",
    "{{ attribute.points:yen|-}}",
    "{{ attribute.points:datum }}",
    "{{ emoji.5ac21a8c040ab15980c9b43f.001 }}",
    "{{ emoji.5ac21a8c040ab15980c9b43f.999 }}",
    "{{ name }}",
    "{{ link.0 }}",
    "{",
)
#: One character for people, but hundreds of bytes; from right to left; nothing to be seen.
_STRANGE = ("e" + "\u0301" * 300, "مرحبا בעולם", "\u202e" * 20, "\u200b", "👩🏽\u200d❤\ufe0f\u200d👨🏿" * 20)
_WORDS = st.one_of(
    st.text(_TYPED, max_size=30),
    st.sampled_from(
        (
            "",
            " ",
            "Yes",
            "はい",
            "👨‍👩‍👧" * 12,
            "あ" * 12,
            "あ" * 20,
            "😀" * 10,
            "\n",
            '"\\',
            "</p>",
            *_STRANGE,
        )
    ),
    # Alone, nothing may be left of it.
    st.sampled_from(_PLACEHOLDERS[:5]),
    st.lists(st.one_of(st.sampled_from(_PLACEHOLDERS), st.text(_TYPED, max_size=5)), max_size=4).map("".join),
    st.integers(1, 6000).map(lambda length: "魚" * length),
    # Each counts as one sign for people, and as an entry of its own in what is sent.
    st.integers(1, 60).map(lambda count: "a{{ emoji.5ac21a8c040ab15980c9b43f.001 }}" * count),
)
_ADDRESSES = st.one_of(
    st.sampled_from(
        (
            "", "https://example.com/", "https://example.com/?q=50%off", "https://魚.example/メニュー?q=一 二",
            "http://example.com/", "https://example.com/" + "a" * 2000, "https://example.com/{{ display_name }}",
            "https://example.com:99999/", "https://[::1]/", "tel:110", "https://example.com/a|b^c`d\"", "javascript:1",
            "https://fish.example/documents/999999999999999999999/menu.pdf", "https://fish.example/media/%00",
        )
    ),
    st.text(_TYPED, max_size=20).map(lambda text: f"https://example.com/{text}"),
)  # fmt: skip
_NUMBERS = st.one_of(
    st.sampled_from((None, 0, 1, 12, 86_400, 10**6, 2**31, 2**53, 10**17)), st.integers(-5, 500)
)
_DIGITS = st.one_of(
    st.sampled_from(("", "446", "1988", "52002734", "١٢٣", " 1988 ", "0")), st.integers(0).map(str)
)
_PLACES = st.one_of(
    st.sampled_from(
        ("", "35.6654, 139.7707", "３５.6、１３９.7", "90,180", "-90.0 -180", "91,0", "(35,139)")
    ),
    st.tuples(st.floats(-95, 95), st.floats(-185, 185)).map(lambda pair: f"{pair[0]}, {pair[1]}"),
)
_CODE = st.one_of(
    st.sampled_from(("flex", "rich_flex", "flex_carousel")).map(lambda name: json.dumps(VALID[name])),
    damaged().filter(lambda one: one.get("type") == "flex").map(json.dumps),
    _WORDS,
)
_BY_NAME = {
    "alt_text": _WORDS,
    "address": _WORDS,
    "code": _CODE,
    "colour": st.sampled_from(("teal", "navy", "red", "black", "")),
    "coordinates": _PLACES,
    "label": _WORDS,
    "link": _ADDRESSES,
    "mode": st.sampled_from(("date", "time", "datetime")),
    "package": _DIGITS,
    "seconds": _NUMBERS,
    "sender_name": _WORDS,
    "shape": st.sampled_from(("rectangle", "square", "")),
    "sticker": _DIGITS,
    "text": _WORDS,
    "title": _WORDS,
    "map_url": _ADDRESSES,
    "url": _ADDRESSES,
}


@st.composite
def changed(draw: st.DrawFn, finished: dict[str, Any], documents: Sequence[str] = ()) -> dict[str, Any]:
    """A finished value in which some fields are as somebody may have filled them in instead.

    Args:
        documents: addresses of documents of this site, which a link may lead to.
    """
    value = copy.deepcopy(finished)
    if draw(st.integers(0, 3)) == 0:
        for place in draw(_some(value, list)):
            kept = at(value, place)[: draw(st.integers(0, 3))]
            at(value, place)[:] = copy.deepcopy(kept * draw(st.sampled_from((1, 2, 5))))
    for place in draw(_some(value, str, int)):
        owner, name = at(value, place[:-1]), place[-1]
        others = _WORDS if isinstance(owner[name], str) else st.sampled_from((owner[name], None))
        is_document = documents and name in ("link", "map_url", "url") and draw(st.integers(0, 2)) == 0
        owner[name] = draw(st.sampled_from(documents) if is_document else _BY_NAME.get(name, others))
    return value


def _some(value: Any, *types: type) -> st.SearchStrategy[list[Place]]:
    """Up to three places at which something of these types stands, those within others first."""
    found = [place for place in places(value) if place[-1] != "type" and isinstance(at(value, place), types)]
    if not found:
        return st.just([])
    return st.lists(st.sampled_from(found), max_size=3, unique=True).map(
        lambda some: sorted(some, key=len)[::-1]
    )

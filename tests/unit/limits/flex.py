"""Where the limits of Flex Messages lie."""

from __future__ import annotations

from tests.unit.limits.made import (
    CONTENTS,
    HTTPS,
    Json,
    animated,
    bubble,
    bubble_of,
    bubbles,
    carousel_of,
    flex,
    flex_button,
    url,
)

#: (what, at the limit, one over, property, code)
FLEX: list[tuple[str, Json, Json, str, str]] = [
    ("flex bubble size", flex(bubble_of(30_000)), flex(bubble_of(30_001)), CONTENTS, "too_big"),
    ("flex carousel size", flex(carousel_of(50_000)), flex(carousel_of(50_001)), CONTENTS, "too_big"),
    ("flex bubbles", bubbles(12), bubbles(13), f"{CONTENTS}.contents", "too_many"),
    (
        "flex equal sizes",
        bubbles(2, size="kilo"),
        flex({"type": "carousel", "contents": [bubble(size="kilo"), bubble()]}),
        f"{CONTENTS}.contents[1].size",
        "unequal",
    ),
    (
        "flex button label",
        flex_button(40),
        flex_button(41),
        f"{CONTENTS}.body.contents[0].action.label",
        "too_long",
    ),
    ("flex animated images", animated(10), animated(11), CONTENTS, "too_many"),
    (
        "flex image URL",
        flex(bubble({"type": "image", "url": url(2000)})),
        flex(bubble({"type": "image", "url": url(2001)})),
        f"{CONTENTS}.body.contents[0].url",
        "too_long",
    ),
    (
        "flex text",
        flex(bubble({"type": "text", "text": "a"})),
        flex(bubble({"type": "text", "text": ""})),
        f"{CONTENTS}.body.contents[0].text",
        "required",
    ),
    (
        "flex video sizes",
        flex(
            bubble(
                size="kilo",
                hero={
                    "type": "video",
                    "url": HTTPS,
                    "previewUrl": HTTPS,
                    "altContent": {"type": "image", "url": HTTPS},
                },
            )
        ),
        flex(
            bubble(
                size="nano",
                hero={
                    "type": "video",
                    "url": HTTPS,
                    "previewUrl": HTTPS,
                    "altContent": {"type": "image", "url": HTTPS},
                },
            )
        ),
        f"{CONTENTS}.hero.type",
        "not_allowed_here",
    ),
]

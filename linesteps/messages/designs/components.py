"""LINE's Flex components as the designs put them together (reference, “Flex Message”)."""

from __future__ import annotations

from typing import Any

from linesteps.messages.designs.colours import INK, LINE, QUIET, WHITE

Json = dict[str, Any]
Part = Json | None


def box(layout: str, *contents: Part, **looks: Any) -> Json:
    """A box; what is ``None`` is left out."""
    return {"type": "box", "layout": layout, "contents": [one for one in contents if one], **looks}


def column(*contents: Part, **looks: Any) -> Part:
    """A vertical box, or nothing if nothing would stand in it."""
    return box("vertical", *contents, **looks) if any(contents) else None


def words(text: str, **looks: Any) -> Part:
    """Words that break into lines, or nothing for no words."""
    if not text:
        return None
    return {"type": "text", "text": text, "wrap": True, "color": INK, "size": "sm", **looks}


def title(text: str, **looks: Any) -> Part:
    """What the message is about."""
    return words(text, **{"weight": "bold", "size": "lg", **looks})


def quiet(text: str, **looks: Any) -> Part:
    """Words for those who want to know more."""
    return words(text, **{"color": QUIET, **looks})


def picture(url: str, ratio: str, **looks: Any) -> Part:
    """A picture that fills its place, or nothing without one.

    Args:
        ratio: such as ``20:13``.
    """
    if not url:
        return None
    look = {"size": "full", "aspectRatio": ratio, "aspectMode": "cover", **looks}
    return {"type": "image", "url": url, **look}


def line(**looks: Any) -> Json:
    """A thin line between two parts."""
    return {"type": "separator", "color": LINE, **looks}


def button(action: Json, colour: str = "", **looks: Any) -> Json:
    """Filled with a colour, or else words alone. Words that are too long for it become smaller."""
    look = {"style": "primary", "color": colour} if colour else {"style": "link", "color": INK}
    return {
        "type": "button",
        "action": action,
        "height": "sm",
        "adjustMode": "shrink-to-fit",
        **look,
        **looks,
    }


def pill(text: str, colour: str, **looks: Any) -> Part:
    """Some words on a colour of their own, with round ends."""
    if not text:
        return None
    said = words(text, color=WHITE, size="xs", weight="bold", align="center")
    padding = {"paddingAll": "4px", "paddingStart": "12px", "paddingEnd": "12px"}
    return box("vertical", said, backgroundColor=colour, cornerRadius="20px", **padding, **looks)


#: Buttons begin and end where the words above them do: LINE's own space around the body by size of the bubble.
_SIDES = {"kilo": "13px", "mega": "20px"}


def bubble(size: str, *, body: Part, hero: Part = None, footer: Part = None, **rest: Any) -> Json:
    """One bubble; blocks that are ``None`` are left out.

    Args:
        size: ``kilo`` or ``mega``.
    """
    if footer:
        footer = {**footer, "paddingAll": _SIDES[size], "paddingTop": "6px"}
    blocks = {"hero": hero, "body": body, "footer": footer}
    return {
        "type": "bubble",
        "size": size,
        **{name: part for name, part in blocks.items() if part},
        **rest,
    }

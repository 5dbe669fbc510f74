"""A rich menu as LINE takes it, and whether what LINE has is the menu as it is drawn now."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from linesteps.messages.parts.picture_address import state_of
from linesteps.richmenus.areas import area_of, tabs_in
from linesteps.richmenus.models import MenuAtLine, RichMenu


def menu_request(menu: RichMenu) -> dict[str, Any]:
    """LINE's ``RichMenuRequest``. Ask ``menu_problems`` first."""
    width, height = menu.pixels
    aliases = {one.pk: one.alias for one in RichMenu.objects.filter(pk__in=tabs_in(menu.areas))}
    return {
        "size": {"width": width, "height": height},
        "selected": menu.is_open,
        "name": menu.name,
        "chatBarText": menu.bar_text.strip(),
        "areas": [area_of(area, menu.pk, aliases) for area in menu.areas],
    }


def content_hash(menu: RichMenu) -> str:
    """Another one whenever friends would see another menu; the name is for editors only."""
    request = {**menu_request(menu), "name": ""}
    picture = state_of(menu.image).hex() if menu.image else ""
    crop = [menu.image and str(menu.image.get_focal_point())]
    text = json.dumps([request, menu.image_id, picture, crop], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def is_changed(menu: RichMenu) -> bool:
    """Whether friends see another menu than the one that is drawn now; of one that LINE has."""
    found: MenuAtLine | None = getattr(menu, "at_line", None)
    try:
        return found is not None and found.content_hash != content_hash(menu)
    except (ArithmeticError, LookupError, TypeError, ValueError, OSError):
        # It was left unfinished, or its picture is gone.
        return True

"""Rich menus for tests."""

from __future__ import annotations

from typing import Any

from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection

from linesteps.accounts.models import Account
from linesteps.richmenus.models import RichMenu


def area(does: str, *, x: int = 0, width: int = 1250, **value: Any) -> dict[str, Any]:
    """A plain area as high as a large menu."""
    return {"does": does, "label": "", "x": x, "y": 0, "width": width, "height": 1686, **value}


def make_menu(account: Account, *areas: dict[str, Any], **values: Any) -> RichMenu:
    """A menu that can be sent to LINE; with a link unless told otherwise."""
    # Tests with real commits flush the one that Wagtail's migrations make.
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    values.setdefault("image", None)
    image = values.pop("image") or Image.objects.create(
        title="Menu", file=get_test_image_file("menu.png", size=(1250, 843))
    )
    return RichMenu.objects.create(
        **{
            "account": account,
            "name": "Menu",
            "bar_text": "Menu",
            "areas": list(areas) or [area("link", url="https://example.com/")],
            "image": image,
            **values,
        }
    )

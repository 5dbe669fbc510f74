"""A finished message of each kind, for the tests that hold for all of them. A new kind is added here."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection

from linesteps.accounts.models import Account
from linesteps.coupons.models import OwnCoupon
from linesteps.library.models import WrittenMessage
from linesteps.messages.models import Coupon
from linesteps.testing.build import buttons
from tests.contract import kinds
from tests.contract.finished_designs import finished_designs

#: A bubble with two links, one of them on a text.
BUBBLE = {
    "type": "bubble",
    "hero": {"type": "image", "url": "https://example.com/fish.jpg", "size": "full", "aspectRatio": "20:13"},
    "body": {
        "type": "box",
        "layout": "vertical",
        "contents": [
            {"type": "text", "text": "Dear {{ display_name|you }}", "weight": "bold", "size": "xl"},
            {
                "type": "box",
                "layout": "vertical",
                "contents": [{"type": "text", "text": "Mackerel of the day", "wrap": True}],
                "action": {"type": "uri", "uri": "https://example.com/mackerel"},
            },
        ],
    },
    "footer": {
        "type": "box",
        "layout": "vertical",
        "contents": [
            {
                "type": "button",
                "style": "primary",
                "action": {"type": "uri", "label": "All fish", "uri": "https://example.com/all"},
            },
            {"type": "button", "action": {"type": "uri", "label": "Call us", "uri": "tel:+81312345678"}},
        ],
    },
}


def finished_messages(account: Account) -> dict[str, dict[str, Any]]:
    """Values by kind, with what they refer to in the database."""
    # Tests with real commits flush the one that Wagtail's migrations make.
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    image = Image.objects.create(title="Fish", file=get_test_image_file())
    wide = Image.objects.create(title="Wide", file=get_test_image_file(size=(1040, 780)))
    coupon = Coupon.objects.create(
        account=account,
        title="10% off",
        valid_from=kinds.NOW,
        valid_until=kinds.NOW + timedelta(days=36500),
        line_coupon_id="01HX",
    )
    own = OwnCoupon.objects.create(
        account=account,
        title="Autumn",
        benefit="One free coffee",
        codes=OwnCoupon.Codes.COMMON,
        common_code="FISH20",
        valid_days=14,
        image=wide,
    )
    film, sound = (
        Document.objects.create(title=name, file=ContentFile(b"content", name=name))
        for name in ("grill.mp4", "hello.m4a")
    )
    shared = WrittenMessage(
        name="Which?",
        published={"type": "buttons", "value": buttons("Which?", ("Fish", "https://example.com/"))["value"]},
    )
    shared.save()
    pressed = buttons("Which?", ("Fish", "https://example.com/"), ("Meat", ""), title="Choose")
    return {
        **finished_designs(image.pk),
        "audio": {"document": sound.pk, "url": "", "seconds": 12},
        "buttons": pressed["value"],
        "cards": {
            "cards": [
                {
                    "image": image.pk,
                    "title": name,
                    "text": "Caught this morning",
                    "url": "https://example.com/fish",
                    "buttons": [
                        {"label": "More", "url": "https://example.com/more"},
                        {"label": "I want it", "url": ""},
                    ],
                }
                for name in ("Mackerel", "Tuna")
            ],
            "shape": "square",
            "alt_text": "",
        },
        "confirm": {
            "text": "Do you like fish, {{ display_name|you }}?",
            "left": {"label": "Yes", "url": ""},
            "right": {"label": "Show me", "url": "https://example.com/fish"},
        },
        "coupon": {"coupon": coupon.pk},
        "flex": {"alt_text": "Fish for {{ display_name|you }}", "code": json.dumps(BUBBLE)},
        "image": {"image": image.pk},
        "image_carousel": {
            "images": [
                {"image": image.pk, "label": "Mackerel", "url": "https://example.com/"},
                {"image": image.pk, "label": "Tuna", "url": ""},
                {"image": image.pk, "label": "", "url": "https://example.com/all"},
            ],
            "alt_text": "Fish of the day",
        },
        "library": {"message": shared.pk},
        "location": {
            "title": "Fish shop",
            "address": "1-1 Tsukiji, Tokyo",
            "coordinates": "35.6654, 139.7707",
        },
        "own_coupon": {"coupon": own.pk, "hides_code": False, "without": "nothing"},
        "rich_message": {
            "image": wide.pk,
            "areas": [
                {"url": "https://example.com/", "text": "", "label": "Fish"}
                | {"x": 0, "y": 0, "width": 520, "height": 780},
                {"url": "", "text": "Open today?", "label": ""}
                | {"x": 520, "y": 0, "width": 520, "height": 780},
            ],
            "alt_text": "Fish or meat, {{ display_name|you }}?",
        },
        "rich_video": {
            "document": film.pk,
            "url": "",
            "image": wide.pk,
            "link": "https://example.com/grill",
            "label": "Buy the grill",
            "alt_text": "How to grill, {{ display_name|you }}",
        },
        "sticker": {"sticker": "52002734", "package": ""},
        "text": {"text": "Hello {{ display_name|you }}: https://example.com/"},
        "video": {"document": film.pk, "url": "", "image": image.pk},
    }

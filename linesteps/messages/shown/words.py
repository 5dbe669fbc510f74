"""What the chat on a drawn phone says of messages (``static_src/chat``), in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _


def chat_words() -> dict[str, str]:
    """By key; ``{…}`` are places that the script fills."""
    return {
        "photo": _("Photo"),
        "video": _("Video"),
        "audio": _("Audio"),
        "sticker": _("Sticker"),
        "sticker_id": _("Package {package}, sticker {sticker}"),
        "emoji": _("Emoji"),
        "location": _("Location"),
        "coupon": _("Coupon"),
        "coupon_until": _("until {date}"),
        "coupon_closed": _("Closed"),
        "watch": _("Watch to the end"),
        "watched": _("Watched to the end"),
        "after_video": _("After the video: {label}"),
        "unsupported": _("A message of another kind"),
        "part_unknown": _("A part that cannot be drawn ({type})"),
        "list_previous": _("Previous"),
        "list_next": _("Next"),
        "quick_replies": _("Quick replies"),
        "cards": _("Cards side by side"),
    }

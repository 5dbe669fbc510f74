"""Words of Wagtail's scripts that Wagtail 8.0 does not say in Japanese yet.

Its scripts have a catalogue of their own, which only Wagtail fills. So each page of the admin brings
our words along, and a script puts them where Wagtail has none.
"""

from __future__ import annotations

from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_noop, ngettext
from wagtail.admin.staticfiles import versioned_static

STRINGS = (
    gettext_noop("(%(number)s new items in this menu)"),
    gettext_noop("(1 new item in this menu)"),
    gettext_noop("(New)"),
    gettext_noop("%(time_zone_option)s: %(localized_time_zone_label)s"),
    gettext_noop("A network error occurred."),
    gettext_noop("A server error occurred."),
    gettext_noop("Autosave in progress…"),
    gettext_noop("Blocks"),
    gettext_noop("Changes have been autosaved."),
    gettext_noop("Character count:"),
    gettext_noop("Collapse all"),
    gettext_noop("Complex"),
    gettext_noop("Deleting"),
    gettext_noop("Enter your comments..."),
    gettext_noop("Enter your reply..."),
    gettext_noop("Error while sending preview data."),
    gettext_noop("Expand all"),
    gettext_noop("Fair"),
    gettext_noop("Good"),
    gettext_noop("Insert a block"),
    gettext_noop("Main menu"),
    gettext_noop("No"),
    gettext_noop("Pin toolbar"),
    gettext_noop("Report this error to your website administrator with the following information:"),
    gettext_noop("Search options…"),
    gettext_noop("Split block"),
    gettext_noop("Toggle section"),
    gettext_noop("Toggle side panel"),
    gettext_noop("Toggle sidebar"),
    gettext_noop("Unpin toolbar"),
    gettext_noop("Write something or type ‘/’ to insert a block"),
    gettext_noop("Yes"),
)


def catalogue() -> dict[str, str | list[str]]:
    """Originals with their translation, as Django's script knows them; nothing in English."""
    words: dict[str, str | list[str]] = {text: gettext(text) for text in STRINGS if gettext(text) != text}
    plurals = (
        ("%(num)s error", "%(num)s errors", ngettext("%(num)s error", "%(num)s errors", 2)),
        ("%(num)s min", "%(num)s mins", ngettext("%(num)s min", "%(num)s mins", 2)),
        ("%(num)s pixel", "%(num)s pixels", ngettext("%(num)s pixel", "%(num)s pixels", 2)),
    )
    # Japanese has one form for any number.
    return words | {one: [said] for one, many, said in plurals if said != many}


def chrome_scripts() -> SafeString:
    """What the admin's pages load: nothing where there is nothing to add."""
    words = catalogue()
    if not words:
        return SafeString("")
    return format_html(
        '{}<script src="{}"></script>',
        json_script(words, "linesteps-chrome-words"),
        versioned_static("linesteps/chrome.js"),
    )

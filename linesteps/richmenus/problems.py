"""What keeps a rich menu from being sent to LINE: the one judge, asked by the form and before the first call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linesteps.line.limits import grapheme_length, utf16_length
from linesteps.line.limits.actions import MAX_ACTION_TEXT
from linesteps.line.limits.rich_menu import MAX_AREAS, MAX_BAR_TEXT, check_rich_menu
from linesteps.messages.kind import UNREADABLE, Problem, Text, unreadable
from linesteps.messages.parts.buttons import url_problems
from linesteps.messages.parts.places import called, overlap_problems, place_problems
from linesteps.messages.parts.words import at, too_long
from linesteps.messages.violations import in_words
from linesteps.richmenus.areas import LONGEST_LABEL, Does, tabs_in
from linesteps.richmenus.models import RichMenu
from linesteps.richmenus.request import menu_request
from linesteps.richmenus.taps import LONGEST_ANSWER
from linesteps.typed import digits_of

Plain = Mapping[str, Any]
Place = tuple[str | int, ...]


def menu_problems(menu: RichMenu) -> list[Problem]:
    """All that must be mended, in the reader's language, each with its place in the form."""
    try:
        found = [*_bar_problems(menu.bar_text), *_image_problems(menu), *_areas_problems(menu)]
        if any(problem.is_error for problem in found):
            return found
        return found + [
            Problem(message=in_words(violation)) for violation in check_rich_menu(menu_request(menu))
        ]
    except UNREADABLE:
        return [Problem(message=unreadable(), path=("areas",))]


def _bar_problems(text: str) -> list[Problem]:
    path = ("bar_text",)
    if not text.strip():
        words = _("The bar below the chat has no words yet. Friends open the menu by it, for example “Menu”.")
        return [Problem(message=words, path=path)]
    return _words_problems(
        text, path, field=_("words on the bar"), most=MAX_BAR_TEXT, measure=grapheme_length
    )


def _image_problems(menu: RichMenu) -> list[Problem]:
    path, image = ("image",), menu.image
    if image is None:
        return [Problem(message=_("No image is chosen yet. Choose one."), path=path)]
    if image.is_svg():
        text = _("LINE shows no SVG drawings. Choose a JPEG or PNG image.")
        return [Problem(message=text, path=path)]
    width, height = menu.pixels
    found = []
    if image.width < width / 2:
        words = gettext(
            "The image is only %(width)s pixels wide and is made larger, so it may look blurred. "
            "The best size is %(best_width)s × %(best_height)s pixels."
        )
        said = words % {"width": image.width, "best_width": width, "best_height": height}
        found.append(Problem(message=said, path=path, is_error=False))
    if abs(image.width * height - image.height * width) > 0.02 * image.width * height:
        words = gettext(
            "The image has another shape than the menu, so its edges are cut off. "
            "The best size is %(best_width)s × %(best_height)s pixels."
        )
        said = words % {"best_width": width, "best_height": height}
        found.append(Problem(message=said, path=path, is_error=False))
    return found


def _areas_problems(menu: RichMenu) -> list[Problem]:
    areas = menu.areas
    if not areas:
        text = _("There is no area yet, so a tap does nothing. Choose a layout or draw an area on the image.")
        return [Problem(message=text, path=("areas",))]
    found = []
    if len(areas) > MAX_AREAS:
        words = gettext("Up to %(max)s areas (now %(count)s). Remove some.")
        found.append(Problem(message=words % {"max": MAX_AREAS, "count": len(areas)}, path=("areas",)))
    width, height = menu.pixels
    tabs = RichMenu.objects.select_related("at_line").in_bulk(tabs_in(areas))
    for number, area in enumerate(areas):
        path: Place = ("areas", number)
        label = (*path, "label")
        told = [
            *_deed_problems(area, menu, tabs, path),
            *_words_problems(
                area.get("label"),
                label,
                field=_("what is to be seen there"),
                most=LONGEST_LABEL,
                measure=utf16_length,
            ),
            *place_problems(area, width, height, path),
        ]
        found += at(called(number), told)
    return found + overlap_problems(areas, ("areas",))


def _deed_problems(area: Plain, menu: RichMenu, tabs: Mapping[int, RichMenu], path: Place) -> list[Problem]:
    match area.get("does"):
        case Does.LINK:
            url, place = (area.get("url") or "").strip(), (*path, "url")
            if not url:
                return [Problem(message=_("A tap does nothing here yet. Put in a link."), path=place)]
            return url_problems(url, place, may_call=False)
        case Does.ANSWER:
            return _said_problems(area, (*path, "text"), LONGEST_ANSWER, utf16_length)
        case Does.WORDS:
            return _said_problems(area, (*path, "text"), MAX_ACTION_TEXT, grapheme_length)
        case Does.PHONE:
            if not 3 <= len(digits_of(area.get("phone") or "")) <= 20:
                words = _("This is no phone number. Write it as you would dial it, such as 03-1234-5678.")
                return [Problem(message=words, path=(*path, "phone"))]
            return []
        case Does.TAB:
            return _tab_problems(area, menu, tabs, (*path, "tab"))
    return [Problem(message=_("Choose what a tap does here."), path=(*path, "does"))]


def _said_problems(area: Plain, path: Place, most: int, measure: Any) -> list[Problem]:
    if not (area.get("text") or "").strip():
        return [Problem(message=_("A tap says nothing here yet. Put in its words."), path=path)]
    return _words_problems(area["text"], path, field=_("words"), most=most, measure=measure)


def _tab_problems(area: Plain, menu: RichMenu, tabs: Mapping[int, RichMenu], path: Place) -> list[Problem]:
    if not area.get("tab"):
        return [Problem(message=_("Choose the rich menu that a tap turns to."), path=path)]
    tab = tabs.get(int(area["tab"]))
    text: Text
    if tab is None:
        text = _("The rich menu that a tap turns to was deleted. Choose another one.")
    elif tab.pk == menu.pk:
        text = _("A tap turns to this very menu. Choose another one.")
    elif tab.account_id != menu.account_id:
        text = _("The rich menu that a tap turns to belongs to another LINE Official Account.")
    elif not tab.line_menu_id:
        words = gettext(
            "LINE does not have “%(name)s” yet, so a tap does nothing until you send it there, too."
        )
        return [Problem(message=words % {"name": tab.name}, path=path, is_error=False)]
    else:
        return []
    return [Problem(message=text, path=path)]


def _words_problems(text: Any, path: Place, *, field: Any, most: int, measure: Any) -> list[Problem]:
    text = (text or "").strip()
    if "{{" in text:
        words = _("A rich menu is the same for all friends, so {{ }} cannot be filled in here. Take it out.")
        return [Problem(message=words, path=path)]
    if measure(text) > most:
        return [Problem(message=too_long(field, text, most, measure), path=path)]
    return []

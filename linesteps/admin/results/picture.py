"""The picture of a scenario with numbers: what the browser draws, with every word chosen here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from linesteps.admin.builder.describe import kinds, presets
from linesteps.admin.results.course import Course, Stop
from linesteps.admin.results.links import Links
from linesteps.admin.results.shares import Share, number, people_words
from linesteps.admin.results.strings import strings
from linesteps.scenarios.plain import plain
from linesteps.triggers.kind import registry as trigger_kinds


def picture(course: Course, links: Links) -> dict[str, Any]:
    """Steps, their cards, and the numbers on and between them."""
    stops = course.by_id.values()
    return {
        "steps": course.versions.steps,
        "kinds": {
            name: {"label": kind["label"], "icon": kind["icon"], "isEnd": kind["isEnd"]}
            for name, kind in kinds().items()
        },
        # Cards find words and icons among those that are a message; what a new one holds is of no use here.
        "presets": [
            {**{name: one[name] for name in ("name", "label", "icon")}, "message": "message" in one}
            for one in presets()
        ],
        "strings": strings(),
        "start": _start(course),
        "cards": {stop.step_id: {**stop.card, "number": stop.number, "day": stop.day} for stop in stops},
        "stops": {stop.step_id: _stop(stop, course, links) for stop in stops},
        "ways": {stop.step_id: list(_ways(stop)) for stop in stops if stop.ways},
        "end": edge(course.end),
    }


def edge(share: Share | None, *, is_first: bool = False) -> dict[str, Any] | None:
    """What stands on a line: how many came along it, and of how many."""
    if share is None:
        return None
    return {
        "people": share.people,
        "text": people_words(share.people),
        "share": "" if is_first else share.text,
        "isSmall": share.is_small,
        "title": "" if is_first else share.sentence,
    }


def facts_of(stop: Stop) -> Iterator[dict[str, Any]]:
    """The foot of a card: the figures of a message."""
    at = stop.figures
    if not stop.is_send:
        return
    yield _fact(_("Delivered"), number(at.delivered))
    seen = _("%(n)s+") % {"n": number(at.seen)}
    yield _fact(_("Opened"), seen, title=_("At least: LINE does not tell who opens a message."))
    if at.answered:
        yield _fact(_("Answered"), number(at.answered), Share(people=at.answered, of=at.delivered))
    if at.clicked or not at.answered:
        yield _fact(_("Clicked"), number(at.clicked), Share(people=at.clicked, of=at.delivered))
    yield _fact(_("Blocks"), number(at.blocked), Share(people=at.blocked, of=at.delivered))


def _start(course: Course) -> str:
    words = [
        str(trigger_kinds.get(one["type"]).said(one["value"]))
        for one in plain(course.versions.scenario.triggers)
        if one["type"] in trigger_kinds
    ]
    return " / ".join(words) or _("No start condition yet")


def _stop(stop: Stop, course: Course, links: Links) -> dict[str, Any]:
    at = stop.figures
    facts = list(facts_of(stop))
    here = None
    if at.here:
        words = _("%(people)s waiting") if stop.kind == "wait" else _("Here now: %(people)s")
        here = {
            "text": words % {"people": people_words(at.here)},
            "url": links.people(stop.step_id, "here", at.here),
            "stuck": _("%(n)s need help") % {"n": number(at.stuck)} if at.stuck else "",
        }
    drop = ""
    if stop is course.worst:
        drop = _("%(share)s leave here") % {"share": stop.loss.text}
    said = [f"{one['label']} {one['value']}" for one in facts]
    said += [here["text"]] if here else []
    said += [drop] if drop else []
    return {
        "before": edge(stop.before, is_first=stop.number == 1),
        "here": here,
        "facts": facts,
        "drop": drop,
        "dropTitle": stop.loss.sentence if drop else "",
        "url": links.step(stop.step_id),
        "say": _(", ").join(said),
    }


def _ways(stop: Stop) -> Iterator[dict[str, Any]]:
    for way in stop.ways:
        if way.place:
            yield {"place": list(way.place), "edge": edge(way.edge), "end": edge(way.end)}


def _fact(label: str, value: str, share: Share | None = None, title: str = "") -> dict[str, Any]:
    return {
        "label": label,
        "value": value,
        "share": share.text if share and share.people else "",
        "isSmall": bool(share and share.is_small),
        "title": title or (share.sentence if share else ""),
    }

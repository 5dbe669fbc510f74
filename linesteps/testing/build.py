"""Short builders of steps, triggers and conditions, so that no test writes raw stream data.

::

    first = send("Hello {{ display_name|you }}", id="first")
    steps = [first, wait(days=3, at="19:00"), branch(path([clicked("first")], [send("Thanks")]))]
"""

from __future__ import annotations

import uuid
from typing import Any

Plain = dict[str, Any]


def step(kind: str, value: Plain, id: str | None = None) -> Plain:
    """A step of any kind."""
    return {"type": kind, "value": value, "id": id or str(uuid.uuid4())}


def send(*texts: str | Plain, name: str = "", id: str | None = None) -> Plain:
    """A send step; texts become text messages, mappings are message blocks as they are."""
    messages = [text if isinstance(text, dict) else message("text", text=text) for text in texts]
    return step("send", {"name": name, "messages": messages}, id)


def message(kind: str, **value: Any) -> Plain:
    """A message block of any kind."""
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def buttons(text: str, *pairs: tuple[str, str], title: str = "") -> Plain:
    """A buttons message; each pair is the words and the link (empty for an answer)."""
    items = [
        {"type": "item", "value": {"label": label, "url": url}, "id": str(uuid.uuid4())}
        for label, url in pairs
    ]
    return message("buttons", title=title, text=text, image=None, buttons=items)


def wait(
    *,
    minutes: int = 0,
    hours: int = 0,
    days: int = 0,
    at: str | None = None,
    id: str | None = None,
    **more: Any,
) -> Plain:
    """A wait step of one unit, optionally until a clock time (``"19:00"``)."""
    unit, amount = next(
        ((unit, n) for unit, n in (("minutes", minutes), ("hours", hours), ("days", days)) if n), ("days", 0)
    )
    return step("wait", {"amount": amount, "unit": unit, "at": at, "weekdays": [], "until": None, **more}, id)


def branch(
    *paths: Plain, otherwise: list[Plain] | None = None, wait_hours: int | None = None, id: str | None = None
) -> Plain:
    """A branch step; ``otherwise`` are the steps of everyone else."""
    items = [{"type": "item", "value": one, "id": str(uuid.uuid4())} for one in paths]
    value = {"name": "", "paths": items, "otherwise": {"steps": otherwise or []}, "wait_hours": wait_hours}
    return step("branch", value, id)


def path(conditions: list[Plain], steps: list[Plain], *, label: str = "", match: str = "all") -> Plain:
    """One path of a branch."""
    return {"label": label, "conditions": conditions, "match": match, "steps": steps}


def condition(kind: str, **value: Any) -> Plain:
    """A condition of any kind."""
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def clicked(step_id: str, link: int | None = None, *, is_absent: bool = False) -> Plain:
    """Whether a link of a send step was tapped."""
    return condition("clicked_link", step=step_id, link=link, is_absent=is_absent)


def tagged(tag: str, *, is_absent: bool = False) -> Plain:
    """Whether the friend carries a tag."""
    return condition("tag", tag=tag, is_absent=is_absent)


def tag(*add: str, remove: tuple[str, ...] = (), id: str | None = None) -> Plain:
    """A step that puts tags on and takes others off."""
    return step("tag", {"add": _items(*add), "remove": _items(*remove)}, id)


def set_to(attribute: str, value: str = "", *, act: str = "set", id: str | None = None) -> Plain:
    """A step that sets an attribute (``act="today"``, ``act="clear"``)."""
    return step("attribute", {"attribute": attribute, "act": act, "value": value}, id)


def split(*paths: tuple[int, list[Plain]], id: str | None = None, **compare: Any) -> Plain:
    """A split by lot; each path is its share in percent and its steps. ``compare=``, ``people=``, ``days=``,
    ``is_automatic=`` let one of them win."""
    return step(
        "split",
        {
            "name": "",
            "paths": _items(*({"label": "", "share": share, "steps": steps} for share, steps in paths)),
            **compare,
        },
        id,
    )


def wait_for(
    *events: Plain,
    happened: list[Plain] | None = None,
    otherwise: list[Plain] | None = None,
    id: str | None = None,
    **length: int,
) -> Plain:
    """A wait for conditions, at most ``minutes=``, ``hours=`` or ``days=``."""
    [(unit, amount)] = length.items() or [("days", 3)]
    value = {"name": "", "events": list(events), "amount": amount, "unit": unit}
    return step(
        "wait_for",
        {**value, "happened": {"steps": happened or []}, "otherwise": {"steps": otherwise or []}},
        id,
    )


def wait_date(
    attribute: str,
    *,
    days: int = 0,
    direction: str = "before",
    at: str = "10:00:00",
    every_year: bool = False,
    reached: list[Plain] | None = None,
    otherwise: list[Plain] | None = None,
    id: str | None = None,
) -> Plain:
    """A wait until some days before or after a date attribute."""
    value = {"attribute": attribute, "days": days, "direction": direction, "at": at, "every_year": every_year}
    return step(
        "wait_date",
        {**value, "reached": {"steps": reached or []}, "otherwise": {"steps": otherwise or []}},
        id,
    )


def _items(*values: Any) -> list[Plain]:
    return [{"type": "item", "value": value, "id": str(uuid.uuid4())} for value in values]


def jump(step_id: str, id: str | None = None) -> Plain:
    """A jump to another step."""
    return step("jump", {"step": step_id}, id)


def end(id: str | None = None) -> Plain:
    """An end."""
    return step("end", {"name": ""}, id)


def trigger(kind: str = "friend_added", **value: Any) -> Plain:
    """A start condition of any kind."""
    return {
        "type": kind,
        "value": value or ({"when": "any"} if kind == "friend_added" else {}),
        "id": str(uuid.uuid4()),
    }

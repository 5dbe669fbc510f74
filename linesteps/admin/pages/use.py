"""What is told of one place that uses a page."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(kw_only=True)
class Use:
    """One place that uses one of the pages.

    Args:
        name: what editors call it.
        url: where it is mended.
        is_live: whether friends get it.
        ways: how it uses the page, in words.
        pauses: whether it is a scenario that is paused when the page goes.
        word: how it stands, where “live” does not say it.
        is_held: whether it is a send that is held when the page goes.
    """

    name: str
    url: str
    is_live: bool = False
    ways: list[str] = field(default_factory=list)
    pauses: bool = False
    is_held: bool = False
    word: str = ""

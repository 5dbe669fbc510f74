"""What a check says: how grave it is, cause and cure in words, and where to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from linesteps.messages.kind import Problem
from linesteps.scenarios.compiler import Found, Place


class Level(StrEnum):
    """How grave a finding is."""

    #: In the way of publishing, whoever tries.
    ERROR = "error"
    #: To be thought about; never in the way.
    WARNING = "warning"
    #: Not known yet: somebody has to be asked over the network first.
    WAITING = "waiting"
    #: Worth knowing.
    INFO = "info"
    #: All is well.
    OK = "ok"


#: From grave to well, as the list shows them.
GRAVEST_FIRST = tuple(Level)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that a check found.

    Args:
        level: how grave it is.
        text: cause and cure, in the reader's language.
        step_id: the step at which it can be mended, if it is one.
        place: the field of the form: its name, then indexes and names downwards (``Found.place``).
        path: the field inside the step's value (``Problem.path``).
        page: another page on which it can be mended.
        page_label: what that page is called.
        act: what the reader can say to settle it, such as ``greeting``; empty for nothing.
        about: what the act is about, such as an address.
        found: what the compiler named, if it was the compiler.
    """

    level: Level
    text: str
    step_id: str = ""
    place: Place = ()
    path: Place = ()
    page: str = ""
    page_label: str = ""
    act: str = ""
    about: str = ""
    found: Found | None = None

    def as_found(self) -> Found:
        """For the compiler's messages, which the form places at its fields."""
        if self.found is not None:
            return self.found
        problem = Problem(
            message=self.text, path=self.path, step_id=self.step_id, is_error=self.level == Level.ERROR
        )
        return Found(problem=problem, place=self.place or ("steps",))


def from_found(found: Found) -> Finding:
    """What the compiler named."""
    level = Level.ERROR if found.problem.is_error else Level.WARNING
    return Finding(
        level=level,
        text=str(found.problem.message),
        step_id=found.problem.step_id,
        place=found.place,
        path=found.problem.path,
        found=found,
    )

"""What a check is, and the registry of all checks: one file, one check, one name."""

from __future__ import annotations

from linesteps.checklist.finding import Finding
from linesteps.checklist.seen import Seen
from linesteps.registry import Registry


class Check:
    """One question about a scenario that is to be published.

    ``look`` reads the drawing and the database, and never the network. A check that must ask somebody
    first does so in ``ask``, which keeps the answers; ``look`` then finds them, or says WAITING.
    """

    #: The frozen name: file stem, docs heading.
    name: str
    #: Whether its answer takes long, so that the list opens before it is there.
    is_slow: bool = False
    #: Whether it ever finds an error; one that only warns is not asked while publishing.
    can_refuse: bool = True

    def title(self) -> str:
        """What the list calls it, in the reader's language."""
        raise NotImplementedError

    def look(self, seen: Seen) -> list[Finding]:
        """What is found now; empty when the question does not arise for this scenario."""
        raise NotImplementedError

    def glance(self, seen: Seen) -> list[Finding]:
        """What can be said in an instant; WAITING where ``look`` takes long."""
        return self.look(seen)

    def ask(self, seen: Seen, *, seconds: float) -> None:
        """Ask over the network what is not known freshly, for ``seconds`` at most. Never raises."""


registry: Registry[Check] = Registry("check")

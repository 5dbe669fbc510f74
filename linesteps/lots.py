"""Drawing lots without chance: the same person always draws the same number for the same purpose."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import blake2b

#: Whoever draws instead of the follower, within ``drawn_by``.
_instead: ContextVar[str | None] = ContextVar("linesteps_lot", default=None)


def lot(purpose: str, follower_id: int) -> int:
    """A number from 0 to 99, equally often over many people, and always the same for one.

    Args:
        purpose: such as a step's id, so that the numbers of two steps have nothing to do with each other.
        follower_id: whose.
    """
    drawer = _instead.get() or str(follower_id)
    digest = blake2b(f"{purpose}:{drawer}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % 100


@contextmanager
def drawn_by(drawer: str) -> Iterator[None]:
    """Within the block, this one draws for everybody: a trial's person has another id each time it is played."""
    token = _instead.set(drawer)
    try:
        yield
    finally:
        _instead.reset(token)

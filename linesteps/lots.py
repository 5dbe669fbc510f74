"""Drawing lots without chance: the same person always draws the same number for the same purpose."""

from __future__ import annotations

from hashlib import blake2b


def lot(purpose: str, follower_id: int) -> int:
    """A number from 0 to 99, equally often over many people, and always the same for one.

    Args:
        purpose: such as a step's id, so that the numbers of two steps have nothing to do with each other.
        follower_id: whose.
    """
    digest = blake2b(f"{purpose}:{follower_id}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % 100

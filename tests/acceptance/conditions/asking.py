"""Branches that ask, and which path a friend takes."""

from __future__ import annotations

from linesteps.testing.build import (
    Plain,
    branch,
    condition,
    path,
    send,
    wait,
)
from linesteps.testing.shop import Shop


def asks(*conditions: Plain, match: str = "all") -> list[Plain]:
    """Tomorrow, “Yes” for those whom the conditions hold for, “No” for everyone else."""
    return [wait(days=1), branch(path(list(conditions), [send("Yes")], match=match), otherwise=[send("No")])]


def answer_of(shop: Shop, friend: str) -> str:
    shop.pass_time(days=2)
    [text] = shop.texts_to(friend)
    return text


def attribute(comparison: str, value: str, key: str = "key") -> Plain:
    return condition("attribute", attribute=key, comparison=comparison, value=value)

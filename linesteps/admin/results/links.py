"""Addresses of the pages of results, for what is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from wagtail.permissions import policy_registry

from linesteps.followers.models import Follower
from linesteps.stats.people import MEASURES


@dataclass(frozen=True, kw_only=True)
class Links:
    """Where things are.

    Args:
        scenario_id: whose results.
        query: what was chosen, with ``?``.
        may_see_people: whether the reader may see friends.
    """

    scenario_id: int
    query: str
    may_see_people: bool

    @property
    def page(self) -> str:
        """The results."""
        return reverse("linesteps_scenarios:results", args=[self.scenario_id]) + self.query

    def step(self, step_id: str) -> str:
        """The panel of a step, as a page of its own."""
        return reverse("linesteps_scenarios:results_step", args=[self.scenario_id, step_id]) + self.query

    def people(self, step_id: str, measure: str, count: int) -> str:
        """The list behind a figure; empty where there is nobody, or the reader may not see them."""
        if not count or not self.may_see_people or measure not in MEASURES:
            return ""
        args = [self.scenario_id, step_id, measure]
        return reverse("linesteps_scenarios:results_people", args=args) + self.query


def may_see_people(user: Any) -> bool:
    """Whether somebody may see friends by name: who opens their profiles may."""
    policy = policy_registry.get_by_type(Follower)
    return bool(policy.user_has_any_permission(user, ["view", "change"]))

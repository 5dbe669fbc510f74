"""The live view: the builder's picture with what happened at each step."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.views import View

from linesteps import clock
from linesteps.scenarios.models import Scenario
from linesteps.stats.figures import Figures, figures

#: Periods that an editor may choose, in days; 0 is all time.
PERIODS = (7, 30, 0)


class ResultsView(View):
    """GET ``?days=30&version=3``; answers with the figures of a scenario, and where most people leave."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int) -> JsonResponse:
        """Figures for people who may see scenarios."""
        user = request.user
        if not any(user.has_perm(f"linesteps.{verb}_scenario") for verb in ("view", "change", "publish")):
            raise PermissionDenied
        scenario = get_object_or_404(Scenario, pk=pk)
        days = _number(request.GET.get("days"))
        version = scenario.versions.filter(number=_number(request.GET.get("version"))).first()
        since = clock.now() - timedelta(days=days) if days in PERIODS and days else None
        found = figures(scenario, since=since, version_id=version.pk if version else None)
        return JsonResponse(
            {
                **asdict(found),
                "worst": worst_loss(found),
                "versions": list(scenario.versions.order_by("-number").values_list("number", flat=True)[:20]),
            }
        )


def worst_loss(found: Figures) -> dict[str, Any] | None:
    """The step at which the largest share of people left the scenario, with that share in percent.

    ``None`` where nobody left, and for steps that fewer than 20 people reached: shares of few say nothing.
    """
    shares = [
        (step.left / (step.left + step.passed), step_id)
        for step_id, step in found.steps.items()
        if step.left and step.left + step.passed >= 20
    ]
    if not shares:
        return None
    share, step_id = max(shares)
    return {"step": step_id, "percent": round(share * 100)}


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else 0

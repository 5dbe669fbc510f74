"""For the demo's emulator: when the next thing is due, so that it can turn the clock event by event."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from linesteps import clock, conf, doorbell, tick
from linesteps.engine.upcoming import is_busy, next_due


@login_not_required
@require_GET
def next_event(request: HttpRequest) -> JsonResponse:
    """``{"now", "next_at", "busy"}``; exists in a demo only (DEBUG and LINESTEPS_CLOCK_FILE)."""
    if conf.clock_file() is None:
        raise Http404
    for name in [*tick.due(), *tick.due_seldom()]:
        # The turned clock need not wait for the next tick.
        doorbell.ring(name)
    next_at = next_due(after=clock.now())
    return JsonResponse(
        {
            "now": clock.now().isoformat(),
            "next_at": next_at.isoformat() if next_at else None,
            "busy": is_busy(),
        }
    )

"""Where a link to the course of a one-off send leads: to the one-off send."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import redirect
from django.urls import reverse

from linesteps.broadcasts.models import Broadcast

View = Callable[..., Any]


def leads_to_broadcast(view: View) -> View:
    """The page of a scenario; histories, notices and mails know only the course, which has no such page."""

    @wraps(view)
    def found(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return view(request, *args, **kwargs)
        except Http404:
            text = str(kwargs.get("pk", ""))
            pk = int(text) if text.isdecimal() and len(text) < 19 else 0
            one = Broadcast.objects.filter(scenario=pk).values_list("pk", flat=True).first()
            if one is None:
                raise
            return redirect(reverse("linesteps_broadcasts:results", args=[one]))

    return found

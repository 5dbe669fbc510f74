"""Choosers that answer only those who have to do with what is chosen; Wagtail's answer everybody in the admin."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

#: Whoever may do any of these with an object may know that it exists.
_ACTIONS = ("add", "change", "delete", "view", "publish")


class GuardedChooser:
    """For a ``ChooserViewSet``: refuses whoever has no permission for any of the models.

    Args:
        guarded_by: labels such as ``"linesteps.scenario"``.
    """

    guarded_by: tuple[str, ...] = ()

    def construct_view(self, view_class: Any, **kwargs: Any) -> Callable[..., HttpResponse]:
        """Wagtail's view, behind the check."""
        view = super().construct_view(view_class, **kwargs)  # type: ignore[misc]

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **more: Any) -> HttpResponse:
            if not self._may_choose(request.user):
                raise PermissionDenied
            return view(request, *args, **more)

        return guarded

    def _may_choose(self, user: Any) -> bool:
        return any(
            user.has_perm(f"{app}.{action}_{model}")
            for app, _dot, model in (label.partition(".") for label in self.guarded_by)
            for action in _ACTIONS
        )

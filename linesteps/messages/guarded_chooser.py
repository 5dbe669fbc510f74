"""Choosers that answer only those who have to do with what is chosen; Wagtail's answer everybody in the admin."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from wagtail.admin.viewsets.chooser import ChooserViewSet

#: Whoever may do any of these with an object may know that it exists.
_ACTIONS = ("add", "change", "delete", "view", "publish")


class GuardedChooser(ChooserViewSet):
    """A dialog that refuses whoever has no permission for any of the models.

    Args:
        guarded_by: labels such as ``"linesteps.scenario"``.
    """

    guarded_by: tuple[str, ...] = ()

    def construct_view(self, view_class: Any, **kwargs: Any) -> Callable[..., HttpResponse]:
        """Wagtail's view, behind the check."""
        view: Callable[..., HttpResponse] = super().construct_view(view_class, **kwargs)

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


class AccountChooser(GuardedChooser):
    """The dialog with things that belong to one account each, where scenarios and fields of models choose one."""

    url_search_fields = ("account",)
    register_widget = True

"""The base of all views that look at a draft as it stands in the browser, and change nothing of it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views import View

from linesteps.admin.simulator.asked import BadRequest
from linesteps.simulator.acts import BadScript
from linesteps.simulator.persona import BadPersona

_LOOKING: tuple[str, ...] = ("view", "add", "change", "publish")


class DraftView(View):
    """For people who may look at scenarios; mistakes in what was sent are told, not logged as faults."""

    http_method_names = ["post"]
    #: Any one of these rights to scenarios is enough.
    verbs = _LOOKING

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Refuse everybody else."""
        user: Any = request.user
        if not any(user.has_perm(f"linesteps.{verb}_scenario") for verb in self.verbs):
            raise PermissionDenied
        try:
            return super().dispatch(request, *args, **kwargs)
        except (BadRequest, BadScript, BadPersona) as error:
            return JsonResponse({"error": str(error)}, status=400)
        except RecursionError:
            return JsonResponse({"error": _("Too many branches within branches.")}, status=400)

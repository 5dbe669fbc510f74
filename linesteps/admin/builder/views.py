"""What the builder asks of the server while somebody edits; nothing here is saved."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, JsonResponse, QueryDict
from django.views import View

from linesteps.admin.builder.describe import Sketch, account_of, card_of, describe
from linesteps.admin.builder.values import form_state, from_form, posted_stream
from linesteps.library.copying import with_copy
from linesteps.steps.kind import registry as step_kinds
from linesteps.triggers.stream import triggers_block


class EditorView(View):
    """For people who may add or change scenarios."""

    http_method_names = ["post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Refuse everybody else."""
        user = request.user
        if not (user.has_perm("linesteps.change_scenario") or user.has_perm("linesteps.add_scenario")):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class DescribeView(EditorView):
    """POST ``{"account", "scenario", "steps", "triggers", "publish_with"}`` as JSON; answers with ``describe()``.

    ``triggers`` holds the form fields of the start conditions as they are posted, url-encoded.
    """

    def post(self, request: HttpRequest) -> JsonResponse:
        """Describe a scenario as it stands in the browser."""
        data = json_of(request.body)
        steps, triggers = data.get("steps") or [], _triggers(data.get("triggers") or "")
        account = account_of(data.get("account"))
        if account is None:
            raise SuspiciousOperation("no account")
        sketch = Sketch.of(
            account, data.get("scenario"), steps, triggers, publish_with=data.get("publish_with")
        )
        return JsonResponse(describe(sketch, steps, triggers))


class StateView(EditorView):
    """POST ``{"type", "value"}`` as JSON; answers with what Wagtail's script needs to draw the form."""

    def post(self, request: HttpRequest) -> JsonResponse:
        """The form state of one step."""
        data = json_of(request.body)
        if data.get("type") not in step_kinds:
            raise SuspiciousOperation("unknown kind")
        return JsonResponse({"state": form_state(data["type"], data.get("value") or {})})


class ValueView(EditorView):
    """POST the form fields of the open step, with ``ls-type`` and ``ls-before`` (JSON); answers with its value."""

    def post(self, request: HttpRequest) -> JsonResponse:
        """The plain value of one step as its form says, with its card."""
        kind = request.POST.get("ls-type", "")
        if kind not in step_kinds:
            raise SuspiciousOperation("unknown kind")
        before = json_of(request.POST.get("ls-before", "{}").encode())
        value = from_form(kind, before, request.POST, request.FILES)
        return JsonResponse({"value": value, "card": card_of({"type": kind, "value": value})})


class CopyView(EditorView):
    """POST ``{"type", "value", "part"}`` as JSON: a step, and the id of a message in it that is linked.

    Answers with the step's value in which a copy stands for the link, and with its card.
    """

    def post(self, request: HttpRequest) -> JsonResponse:
        """The same step without the link; nothing is saved."""
        data = json_of(request.body)
        kind, value = data.get("type"), data.get("value")
        if kind not in step_kinds or not isinstance(value, dict):
            raise SuspiciousOperation("unknown kind")
        parts = value.get("messages")
        value = {**value, "messages": with_copy(parts if isinstance(parts, list) else [], data.get("part"))}
        return JsonResponse({"value": value, "card": card_of({"type": kind, "value": value})})


def json_of(body: bytes) -> dict[str, Any]:
    """A posted object.

    Raises:
        SuspiciousOperation: it is none.
    """
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise SuspiciousOperation("not JSON") from error
    if not isinstance(data, dict):
        raise SuspiciousOperation("not an object")
    return data


def _triggers(posted: str) -> list[Any]:
    return posted_stream(triggers_block(), QueryDict(posted), "triggers")

"""The live count: what the form of a segment, and the builder, ask while somebody writes conditions."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, JsonResponse
from django.views import View

from linesteps.accounts.models import Account
from linesteps.admin.builder.values import posted_stream
from linesteps.admin.segments.words import answer_in_words
from linesteps.audiences.models import Segment
from linesteps.audiences.segments import count_plain
from linesteps.conditions.stream import exits_block, segment_conditions_block
from linesteps.scenarios.start_conditions import filter_of
from linesteps.triggers.kind import registry as trigger_kinds
from linesteps.triggers.stream import triggers_block

#: A branch has eight paths at most; of start conditions so many are counted.
_MOST_SETS, _MOST_STARTS = 8, 8


class _CountView(View):
    """For people who may write conditions there; only numbers leave the house."""

    http_method_names = ["post"]
    #: Of whom conditions are written.
    model = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Refuse everybody else."""
        if not any(request.user.has_perm(f"linesteps.{verb}_{self.model}") for verb in ("add", "change")):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class CountFormView(_CountView):
    """POST the fields of the form as they are; answers with ``{"text"}``, empty where they are not finished."""

    model = "segment"

    def post(self, request: HttpRequest, pk: int | None = None) -> JsonResponse:
        """Count; nothing is saved."""
        # Whose segment it is cannot be changed any more, so the form does not post it.
        segment = Segment.objects.select_related("account").filter(pk=pk).first() if pk else None
        account = segment.account if segment else _account(request.POST.get("account"))
        if account is None:
            return JsonResponse({"text": ""})
        block = segment_conditions_block()
        block.set_name("conditions")
        try:
            parts = posted_stream(block, request.POST, "conditions")
        except (ValueError, TypeError, LookupError) as error:
            raise SuspiciousOperation("no conditions") from error
        return JsonResponse({"text": _said(account, parts, request.POST.get("match"), pk)})


class CountPlainView(_CountView):
    """POST ``{"account", "sets": [{"conditions", "match"}]}`` as JSON; answers with ``{"texts"}`` in that order."""

    model = "scenario"

    def post(self, request: HttpRequest) -> JsonResponse:
        """Count each set; nothing is saved."""
        try:
            data = json.loads(request.body)
            sets = list(data["sets"])[:_MOST_SETS]
            asked = [(one.get("conditions"), one.get("match")) for one in sets]
        except (ValueError, RecursionError, TypeError, LookupError, AttributeError) as error:
            raise SuspiciousOperation("no conditions") from error
        account = _account(data.get("account"))
        if account is None:
            return JsonResponse({"texts": ["" for _one in asked]})
        return JsonResponse({"texts": [_said(account, parts, match) for parts, match in asked]})


class CountFieldsView(_CountView):
    """POST the scenario's form; for whom the filters of its start conditions hold, and its conditions to leave.

    Answers with ``{"triggers": [{"label", "text"}], "exit_rules": [{"label", "text"}]}``, of those that can be counted.
    """

    model = "scenario"

    def post(self, request: HttpRequest) -> JsonResponse:
        """Count each of them; nothing is saved."""
        account = _account(request.POST.get("account"))
        if account is None:
            return JsonResponse({"triggers": [], "exit_rules": []})
        try:
            starts = posted_stream(triggers_block(), request.POST, "triggers")
            exits = posted_stream(exits_block(), request.POST, "exit_rules")
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            raise SuspiciousOperation("no conditions") from error
        asked = [(_title(one), filter_of(one)) for one in starts[:_MOST_STARTS]]
        counted = [
            {"label": label, "text": _said(account, who.get("conditions"), str(who.get("match") or "all"))}
            for label, who in asked
        ]
        leaving = _said(account, exits, str(request.POST.get("exit_match") or "any"))
        return JsonResponse(
            {
                "triggers": [one for one in counted if one["text"]],
                "exit_rules": [{"label": "", "text": leaving}] if leaving else [],
            }
        )


def _title(start: Any) -> str:
    """What an editor calls a start condition; empty for one of no known kind."""
    kind = start.get("type")
    return trigger_kinds.get(kind).said(start["value"]) if kind in trigger_kinds else ""


def _said(account: Account, parts: Any, match: Any, pk: int | None = None) -> str:
    is_readable = isinstance(parts, list) and isinstance(match, str)
    return answer_in_words(count_plain(account, parts, match, pk)) if is_readable else ""


def _account(pk: Any) -> Account | None:
    text = str(pk or "")
    return Account.objects.filter(pk=int(text)).first() if text.isdecimal() and len(text) < 19 else None

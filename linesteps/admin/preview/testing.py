"""Sending single steps to registered testers, for whoever may."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from linesteps.admin.simulator import asked
from linesteps.admin.simulator.asked import BadRequest
from linesteps.admin.simulator.draft_view import DraftView
from linesteps.followers.models import Follower
from linesteps.outbox.models import Dispatch
from linesteps.testsend.draft_step import NotReady
from linesteps.testsend.limits import TooManyTests, left_for
from linesteps.testsend.models import SentTest
from linesteps.testsend.send_test import CannotSend, send_test

#: Testers of one account that are offered.
_MOST = 50
_ENDED = {
    Dispatch.Status.ACCEPTED: "sent",
    Dispatch.Status.REJECTED: "refused",
    Dispatch.Status.CANCELLED: "refused",
    Dispatch.Status.UNCLEAR: "refused",
}


def may_test(user: Any) -> bool:
    """Whether somebody may send tests."""
    return bool(user.has_perm("linesteps.test_send"))


class _TestView(DraftView):
    """Answers 403 to whoever may not send tests, so that the script can say it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Refuse, or tell limits in words."""
        if not may_test(request.user):
            text = _("You may not send tests. Ask somebody who looks after the site.")
            return JsonResponse({"error": text}, status=403)
        try:
            return super().dispatch(request, *args, **kwargs)
        except (NotReady, CannotSend) as error:
            return JsonResponse({"error": str(error)}, status=400)
        except TooManyTests as error:
            return JsonResponse({"error": str(error)}, status=429)


class TestersView(_TestView):
    """GET with ``account``: its registered testers, and how many tests are left for this hour."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> JsonResponse:
        """All of them, those who block the account included, so that nobody wonders."""
        account = asked.account_of(request.GET.get("account"))
        rows = Follower.objects.testers().filter(account=account).order_by("display_name", "pk")
        testers = [
            {"id": one.pk, "name": str(one), "is_friend": one.is_friend, "status": one.get_status_display()}
            for one in rows[:_MOST]
        ]
        return JsonResponse({"testers": testers, "left": left_for(request.user)})


class SendTestView(_TestView):
    """POST a draft with a ``step`` and ids of ``testers``; sends that step to them, and says what became of it."""

    def post(self, request: HttpRequest) -> JsonResponse:
        """Send."""
        question = asked.read(request)
        if question.scenario is None:
            raise BadRequest(_("Save the draft first, then send a test."))
        ids, step = question.data.get("testers"), question.data.get("step")
        if not isinstance(ids, list) or not isinstance(step, str) or len(ids) > _MOST:
            raise BadRequest("no testers or no step")
        tester_ids = [asked.as_id(one) for one in ids]
        receipt = send_test(question.scenario, question.drawn, step, tester_ids, user=request.user)
        return JsonResponse(
            {
                "sent": [_shown(one) for one in receipt.sent],
                "blocked": [str(one) for one in receipt.blocked],
                "left": left_for(request.user),
            }
        )


class TestStatusView(_TestView):
    """GET with ``ids`` (comma-separated): how far one's own tests have come."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> JsonResponse:
        """In the order of the ids in the database."""
        ids = [asked.as_id(one) for one in request.GET.get("ids", "").split(",")[:_MOST]]
        rows = SentTest.objects.filter(pk__in=ids, user=request.user)  # type: ignore[misc]
        found = rows.select_related("follower", "dispatch").order_by("pk")
        return JsonResponse({"sent": [_shown(one) for one in found]})


def _shown(test: SentTest) -> dict[str, Any]:
    dispatch = test.dispatch
    return {
        "id": test.pk,
        "name": str(test.follower),
        "state": _ENDED.get(Dispatch.Status(dispatch.status), "waiting"),
        "status": str(dispatch.get_status_display()),
        "reason": dispatch.reason if dispatch.status != Dispatch.Status.ACCEPTED else "",
    }

"""The last question before a one-off send goes out, and the test before that."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from linesteps import clock
from linesteps.admin.broadcasts.asked import left_words, picture_of
from linesteps.admin.broadcasts.words import end_of_quiet, held_words, left_of_month, people_words, rows_of
from linesteps.admin.confirmation import ConfirmView
from linesteps.admin.library.columns import library_media
from linesteps.admin.preview.testing import may_test
from linesteps.audiences.census import Counted
from linesteps.broadcasts.content import STEP
from linesteps.broadcasts.course import count_held, course_of
from linesteps.broadcasts.models import Broadcast
from linesteps.broadcasts.send import CannotSend, confirm, count_people, errors_of, stamp
from linesteps.checklist.forecast.outlook import plan_of
from linesteps.followers.models import Follower
from linesteps.outbox.paused import why_silent
from linesteps.scenarios.models import Scenario
from linesteps.testsend.draft_step import NotReady
from linesteps.testsend.limits import TooManyTests, left_for
from linesteps.testsend.send_test import CannotSend as CannotTest
from linesteps.testsend.send_test import send_test

NAMESPACE = "linesteps_broadcasts"
_MOST_TESTERS = 50


class _DraftView(ConfirmView):
    """For a draft; anything else leads to its page."""

    model = Broadcast
    index_url_name = f"{NAMESPACE}:index"
    edit_url_name = f"{NAMESPACE}:edit"
    header_icon = "mail"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask, as long as there is something to ask."""
        if not self.object.is_draft:
            return redirect(reverse(f"{NAMESPACE}:results", args=[self.object.pk]))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the picture."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        shown = json.dumps(picture_of(self.object), ensure_ascii=False)
        return {**context, "shown": shown, "media": library_media()}


class SendView(_DraftView):
    """Says to how many people it goes and what that costs; on POST it is confirmed."""

    permission_required = "send"
    template_name = "linesteps/admin/broadcast_send.html"
    page_title = gettext_lazy("Send")

    @cached_property
    def counted(self) -> Counted | None:
        """For how many people it is now."""
        return count_people(self.object)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Confirm it, once; without the tick nothing happens."""
        if not request.POST.get("sure"):
            messages.error(request, _("Tick the box to say that you have read it."))
            return self.get(request, *args, **kwargs)
        counted = self.counted
        try:
            row = confirm(
                self.object,
                user=request.user,
                seen=request.POST.get("seen", ""),
                counted=None if counted is None else counted.matching,
            )
        except CannotSend as refused:
            messages.error(request, str(refused))
            self.object.refresh_from_db()
            return self.get(request, *args, **kwargs)
        text = _("“%(name)s” is scheduled.") if row.send_at else _("“%(name)s” is being sent.")
        messages.success(request, text % {"name": row.name})
        return redirect(reverse(f"{NAMESPACE}:results", args=[row.pk]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Problems, or the number with its cost."""
        problems = errors_of(self.object)
        counted = None if problems else self.counted
        people = counted.matching if counted else 0
        left = left_of_month(plan_of(self.object.account, clock.now()))
        return {
            **super().get_context_data(**kwargs),
            "problems": [str(one.problem.message) for one in problems],
            "rows": rows_of(self.object),
            "people": people_words(counted) if counted else "",
            "count": people,
            "left": "" if left is None else left_words(left, people),
            "is_too_much": left is not None and people > left,
            "silence": why_silent(self.object.account),
            "held": held_words(count_held(self.object, people), people) if people else "",
            "seen": stamp(self.object),
            "is_later": self.object.send_at is not None,
            "quiet_until": end_of_quiet(self.object),
        }


class TestView(_DraftView):
    """To registered testers of the account, at once, and never counted."""

    permission_required = "change"
    template_name = "linesteps/admin/broadcast_test.html"
    page_title = gettext_lazy("Send a test")

    def user_has_permission_for_instance(self, permission: Any, instance: Any) -> bool:
        """That on tests, too."""
        return may_test(self.request.user) and super().user_has_permission_for_instance(permission, instance)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send it to those who are ticked."""
        ids = [int(one) for one in request.POST.getlist("tester")[:_MOST_TESTERS] if one.isdecimal()]
        course = Scenario.every.get(pk=self.object.scenario_id)
        try:
            receipt = send_test(course, course_of(self.object), STEP, ids, user=request.user)
        except (NotReady, CannotTest, TooManyTests) as refused:
            messages.error(request, str(refused))
            return self.get(request, *args, **kwargs)
        names = ", ".join(str(one.follower) for one in receipt.sent)
        messages.success(request, _("A test is on its way to: %(names)s") % {"names": names})
        if receipt.blocked:
            blocked = ", ".join(str(one) for one in receipt.blocked)
            messages.warning(request, _("Blocked, so nothing arrives: %(names)s") % {"names": blocked})
        return redirect(self.back_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Testers, and how many tests are left."""
        rows = Follower.objects.testers().filter(account=self.object.account_id)
        return {
            **super().get_context_data(**kwargs),
            "testers": rows.order_by("display_name", "pk")[:_MOST_TESTERS],
            "left": left_for(self.request.user),
        }

"""Letting people start who were friends before: asked for by itself, with the number, after publishing."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.log_actions import log

from linesteps import clock
from linesteps.admin.confirmation import ConfirmView
from linesteps.checklist.forecast.outlook import plan_of
from linesteps.checklist.words import number
from linesteps.engine.intake import candidates, request_intake
from linesteps.engine.models import Intake
from linesteps.scenarios.models import Scenario


class ExistingFriendsView(ConfirmView):
    """Says how many would start and what that costs; on POST they do, batch by batch."""

    model = Scenario
    permission_required = "publish"
    index_url_name = "linesteps_scenarios:list"
    edit_url_name = "linesteps_scenarios:edit"
    template_name = "linesteps/admin/existing_friends.html"
    page_title = gettext_lazy("Start for existing friends")
    header_icon = "group"

    def act(self) -> None:
        """Ask for the intake, unless nobody can start."""
        if not self._can_start():
            messages.warning(
                self.request, _("Nobody can start now: the scenario is not live, or takes in nobody.")
            )
            return
        count = candidates(self.object).count()
        if not count:
            messages.info(self.request, _("There is nobody left who could start."))
            return
        if request_intake(self.object, self.request.user) is None:
            messages.info(self.request, _("This was asked for before and is still under way."))
            return
        log(
            instance=self.object,
            action="linesteps.take_in_friends",
            user=self.request.user,
            data={"count": count},
        )
        text = ngettext(
            "%(count)s friend starts “%(name)s” now.", "%(count)s friends start “%(name)s” now.", count
        )
        messages.success(self.request, text % {"count": number(count), "name": self.object.name})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The number, what the first message costs, and what is left of the month."""
        count = candidates(self.object).count()
        cap, used, is_known = plan_of(self.object.account, clock.now())
        left = max(cap - used, 0) if is_known and cap is not None else None
        question = ngettext(
            "%(count)s person is a friend already and would start “%(name)s” now.",
            "%(count)s people are friends already and would start “%(name)s” now.",
            count,
        )
        return super().get_context_data(
            count=count,
            count_words=number(count),
            left=left,
            left_words=None if left is None else number(left),
            is_too_much=left is not None and count > left,
            can_start=self._can_start(),
            under_way=Intake.objects.filter(scenario=self.object, finished_at=None).first(),
            **{"asked": question % {"count": number(count), "name": self.object.name}, **kwargs},
        )

    def _can_start(self) -> bool:
        return Scenario.objects.starting().filter(pk=self.object.pk).exists()

"""Letting people start who were friends before: chosen by conditions, counted, then asked for by itself."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.log_actions import log

from linesteps import clock
from linesteps.admin.builder.values import plain_value
from linesteps.admin.confirmation import ConfirmView
from linesteps.blocks.unknown import LOST
from linesteps.checklist.forecast.outlook import plan_of
from linesteps.checklist.words import number
from linesteps.conditions.filters import compile_filter, filter_problems, filter_words, who_block
from linesteps.engine.intake import count_candidates, request_intake, stop_intake
from linesteps.engine.models import Intake
from linesteps.fields import LockedBlockField
from linesteps.messages.kind import Compiling
from linesteps.scenarios.models import Scenario


class WhoForm(forms.Form):
    """Who of the friends; nothing chosen is everybody."""

    #: The conditions that the number on the page was counted for.
    counted = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, compiling: Compiling, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.compiling = compiling
        block = who_block(label=_("Only these friends"))
        block.set_name("who")
        # Nothing was stored, so nothing of an unknown kind can be there.
        del block.child_blocks["conditions"].child_blocks[LOST]
        self.fields["who"] = LockedBlockField(block=block, label=_("Only these friends"), required=False)
        if not self.is_bound:
            self.initial["who"] = block.get_default()

    def clean(self) -> dict[str, Any]:
        """Conditions that cannot be asked are told with their cure."""
        data: dict[str, Any] = super().clean() or {}
        if "who" in data:
            who: Any = self.fields["who"]
            data["plain"] = plain_value(who.block, data["who"])
            for problem in filter_problems(data["plain"], self.compiling):
                self.add_error(None, str(problem.message))
        return data


class ExistingFriendsView(ConfirmView):
    """Says how many would start and what that costs; on POST they do, batch by batch."""

    model = Scenario
    permission_required = "publish"
    index_url_name = "linesteps_scenarios:list"
    edit_url_name = "linesteps_scenarios:edit"
    template_name = "linesteps/admin/existing_friends.html"
    page_title = gettext_lazy("Start for existing friends")
    header_icon = "group"

    @cached_property
    def form(self) -> WhoForm:
        """What was posted, or nothing yet."""
        compiling = Compiling(account=self.object.account, scenario_id=self.object.pk)
        data = self.request.POST if "who-match" in self.request.POST else None
        return WhoForm(data, compiling=compiling)

    @cached_property
    def who(self) -> dict[str, Any]:
        """The chosen conditions, plain; empty for everybody."""
        return dict(self.form.cleaned_data["plain"]) if self.form.is_bound and self.form.is_valid() else {}

    @cached_property
    def count(self) -> int:
        """How many would start."""
        compiled = compile_filter(self.who, self.form.compiling) if self.who else None
        return count_candidates(self.object, compiled)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Count again, stop, or start those who were counted."""
        if request.POST.get("act") == "stop":
            self._stop()
            return self.render_to_response(self.get_context_data())
        if self.form.is_bound and (not self.form.is_valid() or self._was_changed()):
            return self.render_to_response(self.get_context_data())
        return super().post(request, *args, **kwargs)

    def _was_changed(self) -> bool:
        """Whether the number that was read was that of other conditions."""
        return (
            self.request.POST.get("act") == "count" or self.form.cleaned_data["counted"] != self._signature()
        )

    def _signature(self) -> str:
        parts = [[one["type"], one["value"]] for one in self.who.get("conditions") or []]
        return json.dumps([self.who.get("match"), parts] if parts else [], sort_keys=True)

    def _stop(self) -> None:
        if not stop_intake(self.object):
            messages.info(self.request, _("Nothing was under way any more."))
            return
        log(instance=self.object, action="linesteps.stop_taking_in", user=self.request.user)
        messages.success(self.request, _("Stopped. Those who have started go on."))

    def act(self) -> None:
        """Ask for the intake, unless nobody can start."""
        if not self._can_start():
            messages.warning(
                self.request, _("Nobody can start now: the scenario is not live, or takes in nobody.")
            )
            return
        if not self.count:
            messages.info(self.request, _("There is nobody left who could start."))
            return
        who = compile_filter(self.who, self.form.compiling) if self.who else None
        if request_intake(self.object, self.request.user, who, wanted=self.count) is None:
            messages.info(self.request, _("This was asked for before and is still under way."))
            return
        log(
            instance=self.object,
            action="linesteps.take_in_friends",
            user=self.request.user,
            data={"count": self.count},
        )
        text = ngettext(
            "%(count)s friend starts “%(name)s” now.", "%(count)s friends start “%(name)s” now.", self.count
        )
        messages.success(self.request, text % {"count": number(self.count), "name": self.object.name})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The number, what the first message costs, and what is left of the month."""
        under_way = Intake.objects.filter(scenario=self.object, finished_at=None).first()
        count = 0 if under_way else self.count
        cap, used, is_known = plan_of(self.object.account, clock.now())
        left = max(cap - used, 0) if is_known and cap is not None else None
        question = ngettext(
            "%(count)s person is a friend already and would start “%(name)s” now.",
            "%(count)s people are friends already and would start “%(name)s” now.",
            count,
        )
        form = self.form
        if form.is_bound and form.is_valid():
            given: Any = form.data
            form.data = {**given.dict(), "counted": self._signature()}
        else:
            form.initial["counted"] = self._signature()
        return super().get_context_data(
            count=count,
            count_words=number(count),
            left=left,
            left_words=None if left is None else number(left),
            is_too_much=left is not None and count > left,
            can_start=self._can_start(),
            under_way=under_way,
            wanted_words=number(under_way.wanted) if under_way else "",
            form=form,
            media=form.media,
            who_words=filter_words(self.who),
            is_sound=not form.is_bound or form.is_valid(),
            **{"asked": question % {"count": number(count), "name": self.object.name}, **kwargs},
        )

    def _can_start(self) -> bool:
        return Scenario.objects.starting().filter(pk=self.object.pk).exists()

"""What the form asks while somebody writes: the picture on the phone, and for how many people it is."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from linesteps import clock
from linesteps.admin.broadcasts.form import BroadcastForm
from linesteps.admin.broadcasts.words import left_of_month, people_words
from linesteps.broadcasts.course import compiling_for, count_people
from linesteps.broadcasts.models import Broadcast
from linesteps.checklist.forecast.outlook import plan_of
from linesteps.messages.shown.coupons import shown_coupons
from linesteps.messages.shown.objects import shown_messages
from linesteps.messages.shown.words import chat_words
from linesteps.scenarios.conversation import example_values


def picture_of(broadcast: Broadcast) -> dict[str, Any]:
    """Message objects for an invented friend, with the words of the chat; drafts are welcome."""
    account = broadcast.account
    value = broadcast.sent_content
    parts = value.get("messages") or []
    objects = shown_messages(parts, compiling_for(broadcast), example_values(account), value)
    coupons = shown_coupons(account, objects) if account.pk else {}
    return {"account": account.name, "messages": objects, "coupons": coupons, "words": chat_words()}


class _FormAsked(PermissionCheckedMixin, View):
    """POST the fields of the form as they stand in the browser; saves nothing."""

    http_method_names = ["post"]
    model = Broadcast
    any_permission_required = ["add", "change"]
    form_class: Any = None

    def draft(self, request: HttpRequest) -> Broadcast | None:
        """As far as the fields can be read; ``None`` without an account."""
        data = request.POST.copy()
        data.pop("then_send", None)
        form = self.form_class(data, request.FILES, for_user=request.user)
        # Whatever is wrong with the other fields, the rest is shown as far as it goes.
        form.defer_required_fields()
        form.is_valid()
        cleaned = form.cleaned_data
        if cleaned.get("account") is None or not isinstance(cleaned.get("content"), list):
            return None
        pk = request.POST.get("scenario", "")
        found: Broadcast = BroadcastForm.draft(form, cleaned)
        found.scenario_id = int(pk) if pk.isdecimal() and len(pk) < 19 else None
        return found


class PictureView(_FormAsked):
    """Answers with what the phone draws."""

    def post(self, request: HttpRequest) -> JsonResponse:
        """The picture of an unsaved one."""
        draft = self.draft(request)
        return JsonResponse({} if draft is None else picture_of(draft))


class CountView(_FormAsked):
    """Answers with ``{"text"}``: how many people would get it now, and what is left of the month."""

    def post(self, request: HttpRequest) -> JsonResponse:
        """Count."""
        draft = self.draft(request)
        counted = None if draft is None else count_people(draft)
        if draft is None or counted is None:
            return JsonResponse({"text": ""})
        words = people_words(counted)
        left = left_of_month(plan_of(draft.account, clock.now()))
        if left is None:
            return JsonResponse({"text": words})
        text = _("%(people)s %(left)s")
        return JsonResponse({"text": text % {"people": words, "left": left_words(left, counted.matching)}})


def left_words(left: int, people: int) -> str:
    """What is left of the month, and whether that will do."""
    from linesteps.admin.segments.words import number

    if people > left:
        return _("Only %(left)s messages are left this month: the rest waits until there is room again.") % {
            "left": number(left)
        }
    return _("%(left)s messages are left this month.") % {"left": number(left)}

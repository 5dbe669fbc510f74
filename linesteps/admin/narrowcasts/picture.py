"""The phone beside a narrowcast: as it is saved, and as it stands in the form while somebody writes."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views import View
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from linesteps.messages.shown.coupons import shown_coupons
from linesteps.messages.shown.objects import shown_messages
from linesteps.messages.shown.words import chat_words
from linesteps.narrowcasts.content import compiling_for, plain_send
from linesteps.narrowcasts.models import Narrowcast
from linesteps.scenarios.conversation import example_values


def picture_of(row: Narrowcast) -> dict[str, Any]:
    """Message objects with the words of the chat; drafts are welcome."""
    account, send = row.account, plain_send(row)
    objects = shown_messages(send["messages"], compiling_for(account), example_values(account), send)
    coupons = shown_coupons(account, objects)
    return {"account": account.name, "messages": objects, "coupons": coupons, "words": chat_words()}


def picture_text(row: Narrowcast) -> str:
    """What the script draws."""
    return json.dumps(picture_of(row), ensure_ascii=False)


class PictureView(PermissionCheckedMixin, View):
    """POST the fields of the form as they stand in the browser; saves nothing."""

    http_method_names = ["post"]
    model = Narrowcast
    any_permission_required = ["add", "change"]
    form_class: Any = None

    def post(self, request: HttpRequest) -> JsonResponse:
        """The picture of an unsaved one, as far as its fields can be read."""
        pk = request.POST.get("narrowcast", "")
        saved = Narrowcast.objects.filter(pk=pk).first() if pk.isdecimal() and len(pk) < 19 else None
        form = self.form_class(request.POST, request.FILES, instance=saved, for_user=request.user)
        form.is_for_picture = True
        # Whatever is wrong with the other fields, the rest is shown as far as it goes.
        form.defer_required_fields()
        form.is_valid()
        account = form.cleaned_data.get("account")
        if account is None or "messages" not in form.cleaned_data:
            return JsonResponse({})
        names = ("messages", "quick_replies")
        streams = {name: form.cleaned_data[name] for name in names if name in form.cleaned_data}
        return JsonResponse(picture_of(Narrowcast(account=account, **streams)))

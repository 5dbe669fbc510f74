"""Putting a message of a send into the library, out of the builder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext, gettext_lazy

from linesteps.accounts.models import Account
from linesteps.admin.builder.describe import card_of
from linesteps.admin.builder.views import EditorView, json_of
from linesteps.following.publish_message import MessageHasProblems
from linesteps.following.save_message import save_message
from linesteps.library.models import LibraryMessage
from linesteps.library.one_message import one_message_block
from linesteps.steps.kind import registry as step_kinds

Plain = Mapping[str, Any]


def saving_rights(user: Any) -> dict[str, bool] | None:
    """Whether somebody may link a step to what they save, or ``None`` if they may not save at all.

    A link sends what is published, so whoever links a new message publishes it.
    """
    if user is None or not user.has_perm("linesteps.add_librarymessage"):
        return None
    return {"mayLink": user.has_perm("linesteps.publish_librarymessage")}


class _Wish(forms.Form):
    """What the dialog asks."""

    account = forms.ModelChoiceField(
        Account.objects.all(),
        error_messages={
            "required": gettext_lazy("Choose the LINE Official Account of the scenario first."),
            "invalid_choice": gettext_lazy("Choose the LINE Official Account of the scenario first."),
        },
    )
    name = forms.CharField(
        max_length=LibraryMessage._meta.get_field("name").max_length,
        error_messages={"required": gettext_lazy("Give it a name by which you find it again.")},
    )
    link = forms.BooleanField(required=False)

    def clean(self) -> Any:
        """Two of the same name could not be told apart where one is chosen."""
        cleaned = super().clean() or {}
        name, account = cleaned.get("name"), cleaned.get("account")
        if not name or account is None:
            return cleaned
        seen = LibraryMessage.objects.filter(Q(account=account) | Q(account=None), name__iexact=name)
        if seen.exists():
            text = gettext(
                "The library has a message “%(name)s” already. Choose another name, or add that one by "
                "“From the library”."
            )
            self.add_error("name", text % {"name": name})
        return cleaned


class SaveMessageView(EditorView):
    """POST ``{"account", "type", "value", "part", "name", "link"}`` as JSON: a step, and the id of a message in it.

    Answers with what was done in words (``said``), and with the step's value and card, in which a link stands for
    the message if that was wished; or with ``problems``, and then nothing is kept.
    """

    def post(self, request: HttpRequest) -> JsonResponse:
        """Keep the message in the library."""
        rights = saving_rights(request.user)
        if rights is None:
            raise PermissionDenied
        data = json_of(request.body)
        kind, value, part = _asked(data)
        wish = _Wish(data)
        if not wish.is_valid():
            return _refused([str(error) for errors in wish.errors.values() for error in errors])
        is_linked, may_link = wish.cleaned_data["link"], rights["mayLink"]
        if is_linked and not may_link:
            raise PermissionDenied
        try:
            message = save_message(
                part,
                name=wish.cleaned_data["name"],
                account=wish.cleaned_data["account"],
                user=request.user,
                is_published=may_link,
            )
        except MessageHasProblems as refused:
            return _refused([str(one.message) for one in refused.outlook.problems])
        if is_linked:
            value = {**value, "messages": [_linked(one, part, message) for one in value["messages"]]}
        card = card_of({"type": kind, "value": value})
        return JsonResponse({"value": value, "card": card, "said": _said(message, is_linked)})


def _asked(data: Plain) -> tuple[str, dict[str, Any], Plain]:
    """The step's kind and value, and the message in it."""
    kind, value = str(data.get("type")), data.get("value")
    if kind not in step_kinds or not isinstance(value, dict) or not isinstance(value.get("messages"), list):
        raise SuspiciousOperation("no step with messages")
    for part in value["messages"]:
        is_meant = isinstance(part, dict) and part.get("id") and part["id"] == data.get("part")
        if is_meant and str(part.get("type")) in one_message_block().child_blocks:
            return kind, value, part
    raise SuspiciousOperation("no such message")


def _linked(one: Any, part: Plain, message: LibraryMessage) -> Any:
    if one is not part:
        return one
    return {"type": "library", "id": part["id"], "value": {"message": message.pk}}


def _refused(problems: list[str]) -> JsonResponse:
    return JsonResponse({"problems": problems})


def _said(message: LibraryMessage, is_linked: bool) -> str:
    if is_linked:
        text = gettext("“%(name)s” is in the library, and this step is linked to it.")
    elif message.published is None:
        text = gettext("“%(name)s” is in the library as a draft. Scenarios can use it once it is published.")
    else:
        text = gettext("“%(name)s” is in the library. This step keeps its own copy.")
    return text % {"name": message.name}

"""What can be put into the messages of an account."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse

from linesteps.admin.placeholders.names import names_for
from linesteps.admin.placeholders.strings import strings
from linesteps.admin.simulator import asked
from linesteps.admin.simulator.draft_view import DraftView
from linesteps.messages.parts.emoji import PICTURE, SETS, emoji_list


class NamesView(DraftView):
    """GET with ``account``; without one, the first: an account may be chosen later."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> JsonResponse:
        """``{"names", "emoji": {"sets": [[product id, count]], "picture", "list"}, "strings"}``."""
        account = asked.account_of(request.GET.get("account"))
        emoji = {"sets": list(SETS.items()), "picture": PICTURE, "list": emoji_list()}
        return JsonResponse({"names": names_for(account), "emoji": emoji, "strings": strings()})

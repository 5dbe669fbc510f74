"""What the dialog asks of the server. Looking changes nothing but what is remembered of links and LINE."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views import View
from wagtail.log_actions import log

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.admin.checklist import asked, shown
from linesteps.admin.simulator.asked import BadRequest, as_id, read_json
from linesteps.checklist.checks.moment import when_words
from linesteps.checklist.forecast.outlook import outlook
from linesteps.checklist.live_edit import live_edit
from linesteps.checklist.look import Row, ask, glance, look
from linesteps.checklist.opening.book import vouch
from linesteps.checklist.seen import Seen
from linesteps.followers.models import Follower

#: For one request; the dialog asks again while something is still open.
SECONDS = 6.0


class _DialogView(View):
    """For people who draw or publish scenarios; mistakes in what was sent are told, not logged as faults."""

    http_method_names = ["post"]
    #: Any one of these rights to scenarios is enough.
    verbs: tuple[str, ...] = ("add", "change", "publish")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Refuse everybody else."""
        user: Any = request.user
        if not any(user.has_perm(f"linesteps.{verb}_scenario") for verb in self.verbs):
            raise PermissionDenied
        try:
            return super().dispatch(request, *args, **kwargs)
        except BadRequest as error:
            return JsonResponse({"error": str(error)}, status=400)
        except RecursionError:
            return JsonResponse({"error": _("Too many branches within branches.")}, status=400)


class LookView(_DialogView):
    """POST the draft as the drawer for trying sends it, with the fields of the dialog; answers with the list.

    ``{…, "name", "inside", "deleted", "entries_per_day", "go_live_at",
    "publish_with", "tried"}``. What takes long is said
    to be waiting; ``AskView`` brings it.
    """

    def post(self, request: HttpRequest) -> JsonResponse:
        """Look at once."""
        seen = asked.read(request)
        return JsonResponse(_list(seen, glance(seen)))


class AskView(_DialogView):
    """The same, after asking the network and playing the kept trials; bounded by ``SECONDS``."""

    def post(self, request: HttpRequest) -> JsonResponse:
        """Ask, then look at everything."""
        seen = asked.read(request)
        ask(seen, seconds=SECONDS)
        return JsonResponse(_list(seen, look(seen)))


class GreetingView(_DialogView):
    """POST ``{"account", "is_off"}``: somebody has looked whether LINE's own greeting message is off."""

    verbs = ("change", "publish")

    def post(self, request: HttpRequest) -> JsonResponse:
        """Remember who said so, and when."""
        data = read_json(request)
        account = Account.objects.filter(pk=as_id(data.get("account"))).first()
        if account is None:
            raise BadRequest(_("There is no LINE Official Account yet."))
        is_off = bool(data.get("is_off"))
        Account.objects.filter(pk=account.pk).update(
            greeting_off_at=clock.now() if is_off else None, greeting_off_by=request.user if is_off else None
        )
        log(instance=account, action="linesteps.greeting", user=request.user, data={"is_off": is_off})
        return JsonResponse({"done": True})


class VouchView(_DialogView):
    """POST ``{"url"}``: somebody opened this link, from which programs are turned away, on a phone."""

    verbs = ("change", "publish")

    def post(self, request: HttpRequest) -> JsonResponse:
        """Take the word."""
        url = str(read_json(request).get("url") or "")
        return JsonResponse({"done": vouch(url, request.user)})


def _list(seen: Seen, rows: list[Row]) -> dict[str, Any]:
    friends = Follower.objects.friends().filter(account=seen.account).count()
    return {
        "rows": shown.rows_json(rows, seen),
        "forecast": shown.outlook_json(outlook(seen)),
        "live": shown.live_edit_json(live_edit(seen)),
        "isLive": seen.is_live,
        "friends": friends,
        "when": when_words(seen),
        "publish": shown.publish_words(seen, friends),
    }

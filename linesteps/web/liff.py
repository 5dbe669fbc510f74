"""The LIFF app's one endpoint: LINE says who opened it, and then the path says what for.

The page sends the ID token that LINE gave it; this site asks LINE whose it is. Nothing else that the page could say
of a person is read. Whoever LINE does not vouch for gets nothing personal, and still comes to where a link leads.

Source: LIFF documentation, “Using user data in LIFF apps and servers” and “Opening a LIFF app” (``liff.state``).
"""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import override
from django.views import View
from django.views.decorators.csrf import csrf_protect

from linesteps.accounts.address import add_friend_url, liff_sdk_url
from linesteps.accounts.models import Account
from linesteps.followers.models import Follower
from linesteps.line.login import TokenRefused, verify_id_token
from linesteps.line.outcomes import LineFault
from linesteps.web.language import language_for
from linesteps.web.liff_errands import Answer, Errand, Say, errand_of

logger = logging.getLogger("linesteps.web")


@method_decorator(login_not_required, name="dispatch")
@method_decorator(csrf_protect, name="dispatch")
class LiffView(View):
    """The page by GET, and by POST what LINE's token opens."""

    http_method_names = ["get", "head", "post"]
    account: Account
    errand: Errand

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find the account and the errand; unknown and altered ones get the same 404."""
        account = Account.objects.filter(pk=kwargs["account_id"]).first()
        path = kwargs.get("path") or _state(request)
        errand = errand_of(account, path) if account else None
        if account is None or errand is None or not (account.has_liff or errand.anyway):
            raise Http404
        if not account.has_liff:
            # LIFF was given up; links in old messages still lead where they lead.
            return redirect(errand.anyway)
        self.account, self.errand = account, errand
        self.path = path
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        # Not “no-referrer”: Django's check of forms would find no origin. Tokens stand in the fragment, which no
        # referrer has.
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    def get(self, request: HttpRequest, account_id: int, path: str = "") -> HttpResponse:
        """One moment, please; and whatever may have to be said instead."""
        language = language_for(request, self.account)
        args = [self.account.pk, self.path] if self.path else [self.account.pk]
        with override(language):
            context = {
                "shop": self.account.name,
                "language": language,
                "liff_id": self.account.liff_id,
                "sdk": liff_sdk_url(self.account),
                "post": reverse("linesteps:liff_page" if self.path else "linesteps:liff", args=args),
                "errand": self.errand,
                "add_friend": add_friend_url(self.account),
            }
            return render(request, "linesteps/web/liff.html", context)

    def head(self, request: HttpRequest, account_id: int, path: str = "") -> HttpResponse:
        """The same."""
        return self.get(request, account_id, path)

    def post(self, request: HttpRequest, account_id: int, path: str = "") -> HttpResponse:
        """Ask LINE whose token it is, and do the errand for that person alone."""
        try:
            line_user_id = verify_id_token(
                self.account.api_url, request.POST.get("id_token", ""), self.account.login_channel_id
            )
        except TokenRefused as refused:
            logger.info("LINE does not vouch for a token: %s", refused)
            return _answer(Answer(say=Say.REFUSED), status=403)
        except LineFault as fault:
            logger.warning("LINE could not be asked whose token it is: %s", fault)
            return _answer(Answer(say=Say.LATER), status=503)
        rows = Follower.objects.known().select_related("account")
        follower = rows.filter(account=self.account, line_user_id=line_user_id).first()
        # No friend is made of a stranger: LINE has said who it is, not that they know this account.
        return _answer(self.errand.run(request, line_user_id, follower))


def _state(request: HttpRequest) -> str:
    """The path that LINE hands over to the endpoint on the way to the page itself."""
    return urlsplit(request.GET.get("liff.state", "")).path.lstrip("/")


def _answer(answer: Answer, status: int = 200) -> JsonResponse:
    said = {"go": answer.go} if answer.go else {"say": answer.say}
    return JsonResponse(said, status=status)

"""Linking a friend to a user of the site: who came is in the session, who they are here the site's login says.

Nothing is linked before the person has seen both and pressed the button; LINE's own account link asks once more.
Source: docs, “User account linking” (a nonce of 10 to 255 characters that nobody guesses; a token for ten minutes).
"""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import override
from django.views import View
from django.views.decorators.csrf import csrf_protect

from linesteps.accounts.address import account_link_url, add_friend_url, connect_liff_url
from linesteps.accounts.models import Account
from linesteps.errors import ConfigurationError, SecretError
from linesteps.followers.site_users import FollowerUser, link_user, new_nonce
from linesteps.line.client import LineClient
from linesteps.line.outcomes import LineFault
from linesteps.web.connect_request import ConnectRequest, forget, remembered
from linesteps.web.language import language_for

logger = logging.getLogger("linesteps.web")

#: Seconds to wait for LINE, while a person looks at the page.
PATIENCE = 4.0


@method_decorator(login_not_required, name="dispatch")
@method_decorator(csrf_protect, name="dispatch")
class ConnectView(View):
    """Shows what will be linked, and links it by POST."""

    http_method_names = ["get", "post"]
    account: Account

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find the account, and answer in the visitor's language."""
        account = Account.objects.filter(pk=kwargs["account_id"], is_active=True).first()
        if account is None:
            raise Http404
        self.account = account
        self.language = language_for(request, account)
        with override(self.language):
            response = super().dispatch(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    def get(self, request: HttpRequest, account_id: int) -> HttpResponse:
        """Who came? Then who are they here? Then: shall it be?"""
        asked = remembered(request, self.account)
        if asked is None:
            return self._ask_line()
        if not request.user.is_authenticated:
            return redirect_to_login(request.path)
        linked = FollowerUser.objects.filter(follower=asked.follower, user=request.user).exists()
        return self._show("done" if linked else "ask", asked)

    def post(self, request: HttpRequest, account_id: int) -> HttpResponse:
        """Link at once whom LINE vouched for; send others to LINE, which asks them and tells us."""
        asked = remembered(request, self.account)
        if asked is None or not request.user.is_authenticated:
            return redirect("linesteps:connect", account_id=self.account.pk)
        if asked.way == FollowerUser.Way.LIFF:
            link_user(asked.follower, request.user, asked.way)
            forget(request)
            return self._show("done", asked)
        try:
            client = LineClient(self.account.api_url, self.account.access_token(), patience=PATIENCE)
            token = client.link_token(asked.follower.line_user_id)
        except (LineFault, SecretError, ConfigurationError) as fault:
            logger.warning("LINE gave no link token: %s", fault)
            return self._show("later", asked, status=503)
        nonce = new_nonce(asked.follower, request.user)
        forget(request)
        query = urlencode({"linkToken": token, "nonce": nonce})
        return redirect(f"{account_link_url(self.account)}?{query}")

    def _ask_line(self) -> HttpResponse:
        if self.account.has_liff:
            return redirect(connect_liff_url(self.account))
        return self._show("chat", None)

    def _show(self, state: str, asked: ConnectRequest | None, status: int = 200) -> HttpResponse:
        user = self.request.user
        context = {
            "shop": self.account.name,
            "language": self.language,
            "state": state,
            # A forwarded link tells nobody a name: only for whom LINE vouched is it shown.
            "friend": asked.follower if asked and asked.way == FollowerUser.Way.LIFF else None,
            "user_name": user.get_full_name() or user.get_username() if user.is_authenticated else "",
            "add_friend": add_friend_url(self.account),
            "page": reverse("linesteps:connect", args=[self.account.pk]),
        }
        return render(self.request, "linesteps/web/connect.html", context, status=status)

"""LINE Login, as far as a LIFF page needs it: who sent an ID token, and where the LIFF app leads.

Sources: LINE Login reference, “Verify ID token” (form fields, claims, 400 for what is not good); LIFF documentation,
“Using user data in LIFF apps and servers” (a server believes the verified ``sub`` alone, never a profile that
a page sends); openapi/liff.yml and openapi/channel-access-token.yml.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import urllib3

from linesteps.line.outcomes import LineFault, LineRefused, LineTooFast, LineUnauthorized, LineUnreachable
from linesteps.line.proxy import Proxy, proxy

#: Seconds for each part of an answer: a person looks at the page meanwhile.
PATIENCE = 4.0
#: LINE's tokens have some 700 characters; what is far longer is none.
_LONGEST_TOKEN = 5_000
_TOKEN = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_USER_ID = re.compile(r"U[0-9a-f]{32}")
_ISSUER = "https://access.line.me"


class TokenRefused(LineFault):
    """LINE does not vouch for the token: forged, expired, for another channel or another nonce."""


@dataclass(frozen=True, kw_only=True)
class LiffApp:
    """A LIFF app as LINE knows it (openapi/liff.yml, LiffApp)."""

    liff_id: str
    url: str
    scopes: tuple[str, ...]


def verify_id_token(
    base_url: str, id_token: str, client_id: str, *, nonce: str = "", patience: float = PATIENCE
) -> str:
    """The LINE user id of whoever sent the token, as LINE itself says.

    Nothing that a page claims is read: neither a profile nor a user id beside the token.

    Args:
        base_url: ``Account.api_url``.
        id_token: as ``liff.getIDToken()`` gives it.
        client_id: the LINE Login channel for which it must have been made.
        nonce: the one of the authorization request; empty if it had none, as with LIFF.
        patience: seconds to wait for LINE.

    Raises:
        TokenRefused: LINE does not vouch for it.
        LineUnreachable: LINE did not answer; whether the token is good is not known.
        LineFault: LINE answered something else.
    """
    if len(id_token) > _LONGEST_TOKEN or not _TOKEN.fullmatch(id_token):
        # Not worth a call; nobody can make this site ask LINE about any text.
        raise TokenRefused("This is no ID token.")
    fields = {"id_token": id_token, "client_id": client_id, **({"nonce": nonce} if nonce else {})}
    try:
        claims = _call("POST", f"{base_url}/oauth2/v2.1/verify", patience, fields=fields)
    except LineRefused as refused:
        raise TokenRefused(str(refused)) from None
    return _subject(claims, client_id, nonce)


def liff_apps(base_url: str, client_id: str, secret: str, *, patience: float = PATIENCE) -> list[LiffApp]:
    """The LIFF apps of a LINE Login channel; none is an empty list.

    Raises:
        LineRefused, LineUnauthorized: the channel's ID and secret do not fit.
        LineFault: or another of its kinds.
    """
    fields = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
    token = _call("POST", f"{base_url}/oauth2/v3/token", patience, fields=fields).get("access_token")
    headers = {"Authorization": f"Bearer {token}"}
    answer = _call("GET", f"{base_url}/liff/v1/apps", patience, headers=headers, may_lack=True)
    return [
        LiffApp(
            liff_id=str(app.get("liffId", "")),
            url=str((app.get("view") or {}).get("url", "")),
            scopes=tuple(str(scope) for scope in app.get("scope") or ()),
        )
        for app in answer.get("apps", [])
    ]


def _subject(claims: dict[str, Any], client_id: str, nonce: str) -> str:
    """The id in the claims, looked at again: a proxy between LINE and us must not make an id out of anything."""
    is_ours = claims.get("aud") == client_id and claims.get("iss") == _ISSUER
    if not is_ours or (nonce and claims.get("nonce") != nonce):
        raise TokenRefused("The token was made for somebody else.")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not _USER_ID.fullmatch(subject):
        raise LineFault("LINE's answer names nobody.")
    return subject


def _call(
    method: str,
    url: str,
    patience: float,
    *,
    fields: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
    may_lack: bool = False,
) -> dict[str, Any]:
    timeout = urllib3.Timeout(connect=patience, read=patience)
    options: dict[str, Any] = {"headers": headers} if headers else {}
    if fields is not None:
        options |= {"fields": fields, "encode_multipart": False}
    try:
        answer = _pool().request(method, url, timeout=timeout, retries=False, redirect=False, **options)
    except urllib3.exceptions.HTTPError as error:
        raise LineUnreachable(type(error).__name__) from None
    if answer.status == 404 and may_lack:
        return {}
    if answer.status >= 300:
        raise _fault(answer.status, _told(answer.data))
    try:
        found = json.loads(answer.data)
    except ValueError:
        raise LineUnreachable("LINE's answer was not understood.") from None
    if not isinstance(found, dict):
        raise LineUnreachable("LINE's answer was not understood.")
    return found


def _fault(status: int, text: str) -> LineFault:
    if status == 400:
        return LineRefused(text)
    if status in {401, 403}:
        return LineUnauthorized(text)
    if status == 429:
        return LineTooFast(text)
    return LineUnreachable(text) if status >= 500 else LineFault(text)


def _told(body: bytes) -> str:
    """LINE's words, without anything that we sent."""
    try:
        told = json.loads(body)
        return str(told.get("error_description") or told.get("message") or told.get("error") or "")[:200]
    except (AttributeError, ValueError):
        return ""


def _pool() -> urllib3.PoolManager:
    return _kept_pool(os.getpid(), proxy())


@lru_cache(maxsize=4)
def _kept_pool(_process: int, found: Proxy | None) -> urllib3.PoolManager:
    """Connections are kept between calls, but never shared with a forked child."""
    if found:
        return urllib3.ProxyManager(found.url, proxy_headers=found.headers)
    return urllib3.PoolManager()

"""LINE Login's ID tokens, as far as a LIFF page needs them: minted here, verified here.

Source: LINE Login reference, "Verify ID token" (fields and error descriptions).
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

from aiohttp import web

from linesteps import clock
from linesteps.emulator.platform import Platform
from linesteps.emulator.records import Person

ISSUER = "https://access.line.me"


def mint(
    platform: Platform,
    person: Person,
    client_id: str,
    *,
    valid_for: timedelta = timedelta(hours=1),
    nonce: str = "",
) -> str:
    """An ID token for ``person``, as ``liff.getIDToken()`` returns it.

    Args:
        nonce: of the authorization request, if it had one.
    """
    now = int(clock.now().timestamp())
    claims: dict[str, Any] = {
        "iss": ISSUER,
        "sub": person.user_id,
        "aud": client_id,
        "exp": now + int(valid_for.total_seconds()),
        "iat": now,
        "amr": ["linesso"],
        "name": person.name,
    }
    if nonce:
        claims["nonce"] = nonce
    if person.picture_url:
        claims["picture"] = person.picture_url
    signed = f"{_encode(json.dumps({'alg': 'HS256', 'typ': 'JWT'}).encode())}.{_encode(json.dumps(claims).encode())}"
    return f"{signed}.{_sign(platform, signed)}"


async def verify(platform: Platform, request: web.Request) -> web.Response:
    """``POST /oauth2/v2.1/verify``: the claims of a good token, else 400."""
    if (answer := await _fault(platform)) is not None:
        return answer
    form = await request.post()
    token, client_id = str(form.get("id_token", "")), str(form.get("client_id", ""))
    signed, _, signature = token.rpartition(".")
    try:
        if not hmac.compare_digest(_sign(platform, signed).encode(), signature.encode()):
            return _refuse("Invalid IdToken.")
        claims = json.loads(_decode(signed.partition(".")[2]))
    except ValueError:
        return _refuse("Invalid IdToken.")
    if claims["aud"] != client_id:
        return _refuse("Invalid IdToken Audience.")
    if claims["exp"] <= clock.now().timestamp():
        return _refuse("IdToken expired.")
    nonce = form.get("nonce")
    if nonce and nonce != claims.get("nonce"):
        return _refuse("Invalid IdToken Nonce.")
    wanted = form.get("user_id")
    if wanted and wanted != claims["sub"]:
        return _refuse("Invalid IdToken Subject Identifier.")
    return web.json_response(claims)


async def _fault(platform: Platform) -> web.Response | None:
    """A scripted fault of the endpoint ``verify``, as far as it makes sense here."""
    fault = platform.faults.take("verify")
    if fault is None:
        return None
    if fault.fault == "hang":
        await asyncio.sleep(float(fault.options.get("seconds", 30)))
        return None
    if fault.fault == "200_html":
        return web.Response(text="<html><body>Gateway</body></html>", content_type="text/html")
    return web.json_response({"message": "Internal server error"}, status=503)


def _refuse(description: str) -> web.Response:
    return web.json_response({"error": "invalid_request", "error_description": description}, status=400)


def _sign(platform: Platform, signed: str) -> str:
    return _encode(hmac.new(platform.signing_key, signed.encode(), hashlib.sha256).digest())


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))

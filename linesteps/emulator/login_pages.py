"""What LINE shows in a browser: its login for LIFF pages outside of LINE, and the page that links an account.

The stand-in of LINE's SDK (``static_src/liff-stand-in``) is served here under the path of the real one.
"""

from __future__ import annotations

import html
from urllib.parse import urlencode, urlsplit

from aiohttp import web

from linesteps.emulator.api.account_link import link
from linesteps.emulator.api.identity_tokens import mint
from linesteps.emulator.phone import STATIC
from linesteps.emulator.platform import LOOPBACK_HOSTS, Platform
from linesteps.emulator.records import Status

_PAGE = """<!doctype html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
body {{ font: 1rem/1.6 system-ui, sans-serif; max-width: 26rem; margin: 2rem auto; padding: 0 1rem; }}
a {{ display: block; margin: .5rem 0; padding: .75rem 1rem; border: 1px solid; border-radius: .5rem;
color: inherit; text-decoration: none; }}
</style>
</head>
<body><h1>{title}</h1>{body}</body>
</html>
"""


def add_routes(app: web.Application, platform: Platform) -> None:
    """Serve the pages and the stand-in."""

    async def login(request: web.Request) -> web.Response:
        return _login(platform, request)

    async def account_link(request: web.Request) -> web.Response:
        query = request.query
        is_done = link(platform, query.get("linkToken", ""), query.get("nonce", ""), None)
        if is_done:
            return _page(
                "アカウントを連携しました / Linked", "<p>このページを閉じてください。 / Close this page.</p>"
            )
        words = "<p>もう一度はじめからお試しください。 / Please start again.</p>"
        return _page("連携できませんでした / Not linked", words, status=400)

    async def sdk(request: web.Request) -> web.Response:
        path = STATIC / "liff-stand-in.js"
        return web.Response(
            body=path.read_bytes(), content_type="text/javascript", charset="utf-8",
            headers={"Cache-Control": "no-cache"},
        )  # fmt: skip

    app.router.add_get("/emulator/login", login)
    app.router.add_get("/dialog/bot/accountLink", account_link)
    app.router.add_get("/liff/edge/2/sdk.js", sdk)


def _login(platform: Platform, request: web.Request) -> web.Response:
    """Who is it? Each answer leads back with a token, “Cancel” without one."""
    account = platform.account_of_liff(request.query.get("liff_id", ""))
    back = request.query.get("back", "")
    if account is None or urlsplit(back).hostname not in LOOPBACK_HOSTS:
        return _page("LINEログイン / LINE Login", "<p>This LIFF app is not known.</p>", status=400)
    back = back.partition("#")[0]
    rows = []
    for person in platform.people[account.channel_id].values():
        if person.status is Status.DELETED:
            continue
        token = mint(platform, person, account.login_channel_id)
        rows.append((person.name, f"{back}#{urlencode({'id_token': token})}"))
    rows.append(("キャンセル / Cancel", f"{back}#error=ACCESS_DENIED"))
    links = "".join(f'<a href="{html.escape(url)}">{html.escape(name)}</a>' for name, url in rows[:50])
    return _page("LINEログイン / LINE Login", links)


def _page(title: str, body: str, status: int = 200) -> web.Response:
    text = _PAGE.format(title=html.escape(title), body=body)
    return web.Response(text=text, status=status, content_type="text/html")

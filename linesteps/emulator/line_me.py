"""LINE's own screens behind ``https://line.me/R/…``: adding an account, and the chat with it.

Sources: docs, “Gain friends of your LINE Official Account” and “Use LINE features with the LINE URL scheme”. The screen
shows the account and asks; nobody becomes a friend by opening an address. Which person looks at it, only the phone
knows in whose browser it is shown.
"""

from __future__ import annotations

import html
import json
from collections.abc import Awaitable, Callable

from aiohttp import web

from linesteps.emulator.platform import Platform
from linesteps.emulator.records import Account

_PAGE = """<!doctype html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{name}</title>
<style>
body {{ font: 1rem/1.6 system-ui, sans-serif; max-width: 22rem; margin: 4rem auto; padding: 0 1rem;
text-align: center; }}
button {{ font: inherit; font-weight: 700; width: 100%; padding: .75rem; border: 0; border-radius: .5rem;
background: #05883e; color: #fff; cursor: pointer; }}
</style>
</head>
<body><h1>{name}</h1><p>{basic_id}</p>
<button type="button" data-testid="line-screen">{label}</button>
<p hidden>エミュレーターのスマートフォンで開いてください。 / Open this on the emulator's phone.</p>
<script>
const button = document.querySelector("button");
const alone = window.parent === window;
document.querySelector("p[hidden]").hidden = !alone;
button.hidden = alone;
button.addEventListener("click", () => window.parent.postMessage({{ type: {kind} }}, window.location.origin));
</script>
</body>
</html>
"""


def add_routes(app: web.Application, platform: Platform) -> None:
    """Serve both screens under the paths of the real ones."""

    def screen(label: str, kind: str) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def show(request: web.Request) -> web.Response:
            account = _account(platform, request.match_info["basic_id"])
            if account is None:
                raise web.HTTPNotFound(text="No account has this ID.")
            page = _PAGE.format(
                name=html.escape(account.name),
                basic_id=html.escape(account.basic_id),
                label=label,
                kind=json.dumps(kind),
            )
            return web.Response(text=page, content_type="text/html")

        return show

    app.router.add_get("/R/ti/p/{basic_id}", screen("追加 / Add", "line.add"))
    app.router.add_get("/R/oaMessage/{basic_id}", screen("トーク / Chat", "line.chat"))


def _account(platform: Platform, basic_id: str) -> Account | None:
    return next((one for one in platform.accounts.values() if one.basic_id == basic_id), None)

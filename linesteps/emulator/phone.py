"""The page of the phone: one HTML document and the two built files it needs."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

STATIC = Path(__file__).resolve().parent.parent / "static" / "linesteps"
_PAGE = """<!doctype html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>linesteps phone</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/emulator/phone.css">
</head>
<body>
<div id="app"></div>
<noscript>JavaScript is needed. / JavaScript が必要です。</noscript>
<script src="/emulator/phone.js"></script>
</body>
</html>
"""
# Messages show images from anywhere and open pages in a frame; scripts are ours alone.
_POLICY = (
    "default-src 'self'; img-src * data: blob:; media-src *; frame-src http: https:; "
    "style-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'"
)


def add_routes(app: web.Application) -> None:
    """Serve the page at ``/``."""
    app.router.add_get("/", _page)
    app.router.add_get("/emulator/phone.js", _file("phone.js", "text/javascript"))
    app.router.add_get("/emulator/phone.css", _file("phone.css", "text/css"))


async def _page(request: web.Request) -> web.Response:
    return web.Response(text=_PAGE, content_type="text/html", headers={"Content-Security-Policy": _POLICY})


def _file(name: str, content_type: str):  # type: ignore[no-untyped-def]
    async def serve(request: web.Request) -> web.Response:
        path = STATIC / name
        if not path.exists():
            return web.Response(status=404, text=f"{name} is not built; run the front-end build.")
        return web.Response(
            body=path.read_bytes(),
            content_type=content_type,
            charset="utf-8",
            headers={"Cache-Control": "no-cache"},
        )

    return serve

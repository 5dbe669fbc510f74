"""LINE's link preview: its servers GET the URLs in delivered texts. And the user agents of friends' phones.

User agents: public server logs, gathered in the project's research (LINE documents none).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp

CRAWLER_USER_AGENT = "facebookexternalhit/1.1;line-poker/1.0"
IN_APP_USER_AGENTS = {
    "ios": (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 "
        "(KHTML, like Gecko) Mobile/15E148 Safari Line/15.12.1"
    ),
    "android": (
        "Mozilla/5.0 (Linux; Android 15; Pixel 9 Build/BP1A.250505.005; wv) AppleWebKit/537.36 "
        "(KHTML, like Gecko) Version/4.0 Chrome/144.0.7559.59 Mobile Safari/537.36 Line/26.2.0/IAB"
    ),
    "desktop": (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/144.0.0.0 Safari/537.36"
    ),
}
_URL = re.compile(r"https?://[^\s<>\"']+")


@dataclass(frozen=True, kw_only=True)
class Visit:
    """The first answer to a visit; ``status`` 0: not fetched (not on loopback) or no answer."""

    status: int
    location: str | None
    error: str = ""


def is_loopback(url: str) -> bool:
    """Whether the emulator may fetch this URL: it never leaves the machine."""
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and parts.hostname in ("127.0.0.1", "localhost", "::1")


async def visit(url: str, os: str) -> Visit:
    """GET a URL as LINE's in-app browser on a friend's phone does; redirects are not followed."""
    if not is_loopback(url):
        return Visit(status=0, location=None, error="not on loopback")
    headers = {"User-Agent": IN_APP_USER_AGENTS.get(os, IN_APP_USER_AGENTS["desktop"])}
    timeout = aiohttp.ClientTimeout(total=10)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(url, headers=headers, allow_redirects=False) as answer,
        ):
            await answer.read()
            return Visit(status=answer.status, location=answer.headers.get("Location"))
    except (TimeoutError, aiohttp.ClientError) as error:
        return Visit(status=0, location=None, error=type(error).__name__)


async def crawl_links(messages: Sequence[dict[str, Any]]) -> None:
    """GET each URL in the texts of ``messages`` once, as LINE's preview crawler does."""
    texts = " ".join(str(message.get("text", "")) for message in messages)
    timeout = aiohttp.ClientTimeout(total=10)
    async with aiohttp.ClientSession(timeout=timeout, headers={"User-Agent": CRAWLER_USER_AGENT}) as session:
        for url in dict.fromkeys(_URL.findall(texts)):
            if is_loopback(url):
                try:
                    async with session.get(url, allow_redirects=False) as answer:
                        await answer.read()
                except (TimeoutError, aiohttp.ClientError):
                    continue

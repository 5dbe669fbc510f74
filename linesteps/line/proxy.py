"""The HTTP proxy through which LINE is called, if the site has one."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit, urlunsplit

from linesteps import conf


@dataclass(frozen=True, kw_only=True)
class Proxy:
    """A proxy's address without its credentials, and the headers that carry those to it alone."""

    url: str
    headers: dict[str, str]


def proxy() -> Proxy | None:
    """What ``LINESTEPS_LINE_PROXY`` names."""
    text = conf.line_proxy()
    if not text:
        return None
    parts = urlsplit(text)
    host = parts.netloc.rpartition("@")[2]
    headers = {}
    if parts.username:
        secret = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers["Proxy-Authorization"] = f"Basic {base64.b64encode(secret.encode()).decode()}"
    return Proxy(url=urlunsplit((parts.scheme, host, parts.path, "", "")), headers=headers)

"""The settings of linesteps, each read at one place and explained there.

Every value is looked up in ``django.conf.settings`` at call time, so that tests may override it.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

#: Where LINE's Messaging API lives (openapi/messaging-api.yml, ``servers``).
LINE_API_BASE_URL = "https://api.line.me"
#: Where LINE serves and takes content such as images (same document, per-operation ``servers``).
LINE_DATA_BASE_URL = "https://api-data.line.me"


def encryption_keys() -> list[str]:
    """Fernet keys for secrets at rest, newest first; the first one encrypts."""
    return list(getattr(settings, "LINESTEPS_ENCRYPTION_KEYS", []))


def api_base_url() -> str:
    """The address that new accounts call; the demo points it to the emulator."""
    return str(getattr(settings, "LINESTEPS_API_BASE_URL", LINE_API_BASE_URL))


def data_base_url() -> str:
    """The address for content; like ``api_base_url``."""
    return str(getattr(settings, "LINESTEPS_DATA_BASE_URL", LINE_DATA_BASE_URL))


def line_proxy() -> str:
    """The HTTP proxy through which LINE is called, as ``http://user:password@host:port``; empty for none."""
    return str(getattr(settings, "LINESTEPS_LINE_PROXY", "") or "")


def public_base_url() -> str:
    """This site's public https address without a trailing slash, for tracked links and images."""
    fallback = getattr(settings, "WAGTAILADMIN_BASE_URL", "")
    return str(getattr(settings, "LINESTEPS_PUBLIC_BASE_URL", fallback) or "").rstrip("/")


def plain_http_hosts() -> list[str]:
    """Hosts whose images may come by plain http: none at LINE; this machine's own in a demo or test."""
    host = urlsplit(public_base_url()).hostname or ""
    is_trial = settings.DEBUG or getattr(settings, "LINESTEPS_TESTING", False)
    return [host] if is_trial and host in {"127.0.0.1", "localhost", "testserver"} else []


def asks_network() -> bool:
    """Whether links are opened and LINE is asked before publishing; off for a site without a way out."""
    return bool(getattr(settings, "LINESTEPS_NETWORK_CHECKS", True))


def may_open_private_links() -> bool:
    """Whether links into private networks are opened, too: for demos and tests on one machine only."""
    return bool(getattr(settings, "LINESTEPS_OPEN_PRIVATE_LINKS", False))


def step_modules() -> list[str]:
    """Modules of the site that register step kinds; imported before the StepsField is built."""
    return list(getattr(settings, "LINESTEPS_STEP_MODULES", []))


def fact_modules() -> list[str]:
    """Modules of the site that say what its own models tell of friends; imported when Django has started."""
    return list(getattr(settings, "LINESTEPS_FACT_MODULES", []))


def user_link() -> tuple[str, str, str]:
    """Where a friend is tied to a user of the site: model, its field to the user, its field to the follower."""
    default = ("linesteps.FollowerUser", "user", "follower")
    model, user, follower = getattr(settings, "LINESTEPS_USER_LINK", default)
    return str(model), str(user), str(follower)


def template_folders() -> list[Path]:
    """Folders of the site with templates of its own, each with a folder for each language."""
    return [Path(folder) for folder in getattr(settings, "LINESTEPS_TEMPLATE_FOLDERS", [])]


def clock_file() -> Path | None:
    """The file through which the demo's processes share a moved clock; only with ``DEBUG``."""
    path = getattr(settings, "LINESTEPS_CLOCK_FILE", None)
    if not path or not settings.DEBUG:
        return None
    return Path(path)


def stale_after_seconds() -> int:
    """Webhook events older than this many seconds are stored but have no effect (replay guard)."""
    return int(getattr(settings, "LINESTEPS_STALE_AFTER", 3 * 24 * 3600))


def lease_seconds() -> int:
    """How long a sender may hold its claim: longer than all calls of a batch can take."""
    return int(getattr(settings, "LINESTEPS_LEASE_SECONDS", 90))


def cluster() -> str | None:
    """The django-q2 cluster that works for linesteps; ``None`` for the site's own."""
    return getattr(settings, "LINESTEPS_CLUSTER", None)


def language() -> str:
    """The language of mails and logs that nobody asked for."""
    return str(settings.LANGUAGE_CODE)


def visitor_consent() -> str:
    """The dotted name of the site's ``callable(request) -> bool`` that knows of consent; empty: we ask ourselves."""
    return str(getattr(settings, "LINESTEPS_VISITOR_CONSENT", "") or "")


def visitor_lookup() -> str:
    """The dotted name of the site's ``callable(request) -> Follower | None`` for visitors who are logged in."""
    return str(getattr(settings, "LINESTEPS_VISITOR_LOOKUP", "") or "")


def poster_font() -> str:
    """``LINESTEPS_POSTER_FONT``: a TrueType file that is put into printed pages; empty for the reader's own font."""
    return str(getattr(settings, "LINESTEPS_POSTER_FONT", "") or "")


def keep_visits_days() -> int:
    """Days after which a visit of a page is deleted; a year and a month, since conditions ask for a year."""
    return int(getattr(settings, "LINESTEPS_KEEP_VISITS_DAYS", 400))


def health_token() -> str:
    """Who knows it may see the machine's health page; empty: everybody may (it holds no personal data)."""
    return str(getattr(settings, "LINESTEPS_HEALTH_TOKEN", ""))


def metrics_token() -> str:
    """Who knows it may read the metrics; empty: there are none."""
    return str(getattr(settings, "LINESTEPS_METRICS_TOKEN", ""))


def keep_events_days() -> int:
    """Days after which received events are deleted; never before ``stale_after_seconds`` are over."""
    return int(getattr(settings, "LINESTEPS_KEEP_EVENTS_DAYS", 30))


def keep_texts_days() -> int:
    """Days after which the text of a message that is over is deleted; that it was sent stays known."""
    return int(getattr(settings, "LINESTEPS_KEEP_TEXTS_DAYS", 180))


def keep_clicks_days() -> int:
    """Days after which a tap's user agent, and hits that no person made, are deleted."""
    return int(getattr(settings, "LINESTEPS_KEEP_CLICKS_DAYS", 90))


def api_requests_a_minute() -> int:
    """How many requests one token may make in a minute; 0 for any number."""
    return int(getattr(settings, "LINESTEPS_API_REQUESTS_A_MINUTE", 600))


def call_hosts() -> list[str] | None:
    """Hosts that steps may call, as ``shop.example`` or ``*.shop.example``; ``None``: every public one."""
    hosts = getattr(settings, "LINESTEPS_CALL_HOSTS", None)
    return None if hosts is None else [str(host).lower() for host in hosts]


def private_call_hosts() -> list[str]:
    """Hosts with their ports, as ``127.0.0.1:9000``, that steps may call although they are private: for a
    system in the site's own network, and for demos."""
    return [str(host).lower() for host in getattr(settings, "LINESTEPS_PRIVATE_CALL_HOSTS", [])]

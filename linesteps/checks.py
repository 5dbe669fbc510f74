"""System checks: each misconfiguration that was seen to hurt, with its cure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections

from linesteps import conf
from linesteps.errors import FormatError

_ASSETS = ("recursion.js", "step-select.js", "areas.js")
#: A scenario of some 95 steps has more form fields than Django's default takes (measured).
_ENOUGH_FIELDS = 10_000


@register(Tags.security)
def check_keys(**_: Any) -> list[CheckMessage]:
    """E001, E002: keys for secrets at rest."""
    keys = conf.encryption_keys()
    if not keys:
        return [
            Error(
                "LINESTEPS_ENCRYPTION_KEYS is missing.",
                hint="Run ./manage.py linesteps_keys new and put the key into your settings: "
                'LINESTEPS_ENCRYPTION_KEYS = ["…"]. Keep it out of the repository and in your backups.',
                id="linesteps.E001",
            )
        ]
    for number, key in enumerate(keys):
        try:
            Fernet(key)
        except (ValueError, TypeError):
            return [
                Error(
                    f"LINESTEPS_ENCRYPTION_KEYS[{number}] is no Fernet key.",
                    hint="Make one by ./manage.py linesteps_keys new.",
                    id="linesteps.E002",
                )
            ]
    return []


@register(Tags.database)
def check_sqlite(**_: Any) -> list[CheckMessage]:
    """W010: SQLite without IMMEDIATE loses transactions to “database is locked”."""
    found: list[CheckMessage] = []
    for alias in connections:
        connection = connections[alias]
        if connection.vendor != "sqlite":
            continue
        options = connection.settings_dict.get("OPTIONS", {})
        if str(options.get("transaction_mode", "")).upper() != "IMMEDIATE":
            found.append(
                Warning(
                    f"The SQLite database “{alias}” is used without transaction_mode IMMEDIATE.",
                    hint='Set "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, '
                    '"init_command": "PRAGMA journal_mode=WAL;"}. Without it, workers and editors get '
                    "“database is locked”.",
                    id="linesteps.W010",
                )
            )
    return found


@register(Tags.database, deploy=True)
def check_connections(**_: Any) -> list[CheckMessage]:
    """W018: a new connection to PostgreSQL costs more than to store a webhook (measured)."""
    found: list[CheckMessage] = []
    for alias in connections:
        connection = connections[alias]
        of_this = connection.settings_dict
        is_kept = of_this.get("CONN_MAX_AGE") != 0 or of_this.get("OPTIONS", {}).get("pool")
        if connection.vendor == "postgresql" and not is_kept:
            found.append(
                Warning(
                    f"Each request opens a new connection to the database “{alias}”.",
                    hint='Set "CONN_MAX_AGE": 60 and "CONN_HEALTH_CHECKS": True in DATABASES, and serve the site '
                    "by gunicorn. Without it, a burst of webhooks is answered too late for LINE.",
                    id="linesteps.W018",
                )
            )
    return found


@register()
def check_queue(**_: Any) -> list[CheckMessage]:
    """W011 to W014: django-q2 settings under which tasks run twice or for ever."""
    q = getattr(settings, "Q_CLUSTER", {})
    if not q:
        return [
            Error(
                "Q_CLUSTER is missing: nothing will be sent.",
                hint="See “Install” in the README for the settings of django-q2.",
                id="linesteps.E003",
            )
        ]
    found: list[CheckMessage] = []
    workers = q.get("workers", 2)
    timeout, retry, limit = q.get("timeout"), q.get("retry", 60), q.get("queue_limit", workers**2)
    if timeout is None or retry <= timeout * (limit / workers) or retry <= timeout:
        found.append(
            Warning(
                "Q_CLUSTER lets a task run twice while its first run is still waiting or working.",
                hint='Set "timeout": 60, "retry": 90 and "queue_limit" to the number of workers.',
                id="linesteps.W011",
            )
        )
    if not q.get("max_attempts") or not q.get("ack_failures"):
        found.append(
            Warning(
                "Q_CLUSTER repeats a failing task for ever.",
                hint='Set "max_attempts": 1 and "ack_failures": True; linesteps repeats by itself.',
                id="linesteps.W012",
            )
        )
    if q.get("save_limit", 250) != -1:
        found.append(
            Warning(
                "Q_CLUSTER keeps results of successful tasks, which costs most of its speed.",
                hint='Set "save_limit": -1.',
                id="linesteps.W013",
            )
        )
    if "orm" not in q:
        found.append(
            Warning(
                "django-q2 does not use the ORM broker: due steps are looked for each minute only.",
                hint='Set "orm": "default".',
                id="linesteps.W014",
            )
        )
    return found


@register()
def check_templates(**_: Any) -> list[CheckMessage]:
    """W017: a template of the site that cannot be read is left out of the gallery."""
    # Here, since checks are registered before models can be imported.
    from linesteps.scenarios.templates.files import read_template

    found: list[CheckMessage] = []
    for folder in conf.template_folders():
        if not folder.is_dir():
            hint = "LINESTEPS_TEMPLATE_FOLDERS names folders, each with a folder for each language: ja, en."
            found.append(Warning(f"There is no folder {folder}.", hint=hint, id="linesteps.W017"))
        for path in sorted(folder.glob("*/*.json")):
            try:
                read_template(path)
            except (FormatError, OSError) as error:
                reason = f"{error.place}: {error.reason}" if isinstance(error, FormatError) else str(error)
                found.append(
                    Warning(
                        f"The template {path} is left out. {reason}",
                        hint="The format is described in docs/reference/scenario-format.md.",
                        id="linesteps.W017",
                    )
                )
    return found


@register()
def check_site(**_: Any) -> list[CheckMessage]:
    """W001, W015, W016, E004: assets, form size, public address, the demo's clock."""
    found: list[CheckMessage] = []
    static = Path(__file__).parent / "static" / "linesteps"
    missing = [name for name in _ASSETS if not (static / name).is_file()]
    if missing:
        found.append(
            Warning(
                f"Built front-end files are missing: {', '.join(missing)}.",
                hint="Install the published package, or run `make frontend` in a checkout.",
                id="linesteps.W001",
            )
        )
    limit = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    if limit is not None and limit < _ENOUGH_FIELDS:
        found.append(
            Warning(
                f"DATA_UPLOAD_MAX_NUMBER_FIELDS is {limit}: long scenarios cannot be saved.",
                hint=f"Set DATA_UPLOAD_MAX_NUMBER_FIELDS = {_ENOUGH_FIELDS}.",
                id="linesteps.W015",
            )
        )
    if not conf.public_base_url():
        found.append(
            Warning(
                "Neither LINESTEPS_PUBLIC_BASE_URL nor WAGTAILADMIN_BASE_URL is set: links in messages lead nowhere.",
                hint='Set LINESTEPS_PUBLIC_BASE_URL = "https://your-site.example".',
                id="linesteps.W016",
            )
        )
    if getattr(settings, "LINESTEPS_CLOCK_FILE", None) and not settings.DEBUG:
        found.append(
            Error(
                "LINESTEPS_CLOCK_FILE is set, but DEBUG is off: the clock can be turned in a demo only.",
                hint="Remove LINESTEPS_CLOCK_FILE from the settings of a real site.",
                id="linesteps.E004",
            )
        )
    return found

"""System checks: each misconfiguration that was seen to hurt, with its cure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from linesteps import conf
from linesteps.errors import FormatError

_ASSETS = ("recursion.js", "step-select.js", "areas.js")
#: A scenario of some 95 steps has more form fields than Django's default takes (measured).
_ENOUGH_FIELDS = 10_000


@register(Tags.security)
def check_keys(**options: Any) -> list[CheckMessage]:
    """E001, E002: keys for secrets at rest."""
    keys = conf.encryption_keys()
    if not keys:
        return [
            Error(
                _("LINESTEPS_ENCRYPTION_KEYS is missing."),
                hint=_(
                    "Run ./manage.py linesteps_keys new and put the key into your settings: "
                    'LINESTEPS_ENCRYPTION_KEYS = ["…"]. Keep it out of the repository and in your backups.'
                ),
                id="linesteps.E001",
            )
        ]
    for number, key in enumerate(keys):
        try:
            Fernet(key)
        except (ValueError, TypeError):
            return [
                Error(
                    _("LINESTEPS_ENCRYPTION_KEYS[%(number)s] is no Fernet key.") % {"number": number},
                    hint=_("Make one by ./manage.py linesteps_keys new."),
                    id="linesteps.E002",
                )
            ]
    return []


@register(Tags.database)
def check_sqlite(**options: Any) -> list[CheckMessage]:
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
                    _("The SQLite database “%(alias)s” is used without transaction_mode IMMEDIATE.")
                    % {"alias": alias},
                    hint=_(
                        'Set "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, '
                        '"init_command": "PRAGMA journal_mode=WAL;"}. Without it, workers and editors get '
                        "“database is locked”."
                    ),
                    id="linesteps.W010",
                )
            )
    return found


@register(Tags.database, deploy=True)
def check_connections(**options: Any) -> list[CheckMessage]:
    """W018: a new connection to PostgreSQL costs more than to store a webhook (measured)."""
    found: list[CheckMessage] = []
    for alias in connections:
        connection = connections[alias]
        of_this = connection.settings_dict
        is_kept = of_this.get("CONN_MAX_AGE") != 0 or of_this.get("OPTIONS", {}).get("pool")
        if connection.vendor == "postgresql" and not is_kept:
            found.append(
                Warning(
                    _("Each request opens a new connection to the database “%(alias)s”.") % {"alias": alias},
                    hint=_(
                        'Set "CONN_MAX_AGE": 60 and "CONN_HEALTH_CHECKS": True in DATABASES, and serve the site '
                        "by gunicorn. Without it, a burst of webhooks is answered too late for LINE."
                    ),
                    id="linesteps.W018",
                )
            )
    return found


@register()
def check_queue(**options: Any) -> list[CheckMessage]:
    """W011 to W014: django-q2 settings under which tasks run twice or for ever."""
    q = getattr(settings, "Q_CLUSTER", {})
    if not q:
        return [
            Error(
                _("Q_CLUSTER is missing: nothing will be sent."),
                hint=_("See “Install” in the README for the settings of django-q2."),
                id="linesteps.E003",
            )
        ]
    found: list[CheckMessage] = []
    workers = q.get("workers", 2)
    timeout, retry, limit = q.get("timeout"), q.get("retry", 60), q.get("queue_limit", workers**2)
    if timeout is None or retry <= timeout * (limit / workers) or retry <= timeout:
        found.append(
            Warning(
                _("Q_CLUSTER lets a task run twice while its first run is still waiting or working."),
                hint=_('Set "timeout": 60, "retry": 90 and "queue_limit" to the number of workers.'),
                id="linesteps.W011",
            )
        )
    if not q.get("max_attempts") or not q.get("ack_failures"):
        found.append(
            Warning(
                _("Q_CLUSTER repeats a failing task for ever."),
                hint=_('Set "max_attempts": 1 and "ack_failures": True; linesteps repeats by itself.'),
                id="linesteps.W012",
            )
        )
    if q.get("save_limit", 250) != -1:
        found.append(
            Warning(
                _("Q_CLUSTER keeps results of successful tasks, which costs most of its speed."),
                hint=_('Set "save_limit": -1.'),
                id="linesteps.W013",
            )
        )
    if "orm" not in q:
        found.append(
            Warning(
                _("django-q2 does not use the ORM broker: due steps are looked for each minute only."),
                hint=_('Set "orm": "default".'),
                id="linesteps.W014",
            )
        )
    return found


@register()
def check_templates(**options: Any) -> list[CheckMessage]:
    """W017: a template of the site that cannot be read is left out of the gallery."""
    # Here, since checks are registered before models can be imported.
    from linesteps.scenarios.templates.files import read_template

    found: list[CheckMessage] = []
    for folder in conf.template_folders():
        if not folder.is_dir():
            hint = _(
                "LINESTEPS_TEMPLATE_FOLDERS names folders, each with a folder for each language: ja, en."
            )
            text = _("There is no folder %(folder)s.") % {"folder": folder}
            found.append(Warning(text, hint=hint, id="linesteps.W017"))
        for path in sorted(folder.glob("*/*.json")):
            try:
                read_template(path)
            except (FormatError, OSError) as error:
                reason = f"{error.place}: {error.reason}" if isinstance(error, FormatError) else str(error)
                found.append(
                    Warning(
                        _("The template %(path)s is left out. %(reason)s") % {"path": path, "reason": reason},
                        hint=_("The format is described in docs/reference/scenario-format.md."),
                        id="linesteps.W017",
                    )
                )
    return found


@register()
def check_site(**options: Any) -> list[CheckMessage]:
    """W001, W015, W016, E004: assets, form size, public address, the demo's clock."""
    found: list[CheckMessage] = []
    static = Path(__file__).parent / "static" / "linesteps"
    missing = [name for name in _ASSETS if not (static / name).is_file()]
    if missing:
        found.append(
            Warning(
                _("Built front-end files are missing: %(names)s.") % {"names": ", ".join(missing)},
                hint=_("Install the published package, or run `make frontend` in a checkout."),
                id="linesteps.W001",
            )
        )
    limit = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    if limit is not None and limit < _ENOUGH_FIELDS:
        found.append(
            Warning(
                _("DATA_UPLOAD_MAX_NUMBER_FIELDS is %(limit)s: long scenarios cannot be saved.")
                % {"limit": limit},
                hint=_("Set DATA_UPLOAD_MAX_NUMBER_FIELDS = %(enough)s.") % {"enough": _ENOUGH_FIELDS},
                id="linesteps.W015",
            )
        )
    if not conf.public_base_url():
        found.append(
            Warning(
                _(
                    "Neither LINESTEPS_PUBLIC_BASE_URL nor WAGTAILADMIN_BASE_URL is set: "
                    "links in messages lead nowhere."
                ),
                hint=_('Set LINESTEPS_PUBLIC_BASE_URL = "https://your-site.example".'),
                id="linesteps.W016",
            )
        )
    if getattr(settings, "LINESTEPS_CLOCK_FILE", None) and not settings.DEBUG:
        found.append(
            Error(
                _("LINESTEPS_CLOCK_FILE is set, but DEBUG is off: the clock can be turned in a demo only."),
                hint=_("Remove LINESTEPS_CLOCK_FILE from the settings of a real site."),
                id="linesteps.E004",
            )
        )
    return found


@register(Tags.models)
def check_facts(**options: Any) -> list[CheckMessage]:
    """E030: a declaration of the site's models that no question can be asked of."""
    from linesteps.facts.kind import registry

    return [
        Error(
            _("The site fact “%(name)s”: %(fault)s") % {"name": kind.name, "fault": fault},
            hint=_("Mend %(place)s (docs/how-to/site-models.md).")
            % {"place": f"{type(kind).__module__}.{type(kind).__qualname__}"},
            id="linesteps.E030",
        )
        for kind in registry
        for fault in kind.faults()
    ]


@register()
def check_visitors(**options: Any) -> list[CheckMessage]:
    """E005: the site's own functions that know visitors."""
    found: list[CheckMessage] = []
    for setting, name in (
        ("LINESTEPS_VISITOR_CONSENT", conf.visitor_consent()),
        ("LINESTEPS_VISITOR_LOOKUP", conf.visitor_lookup()),
    ):
        try:
            is_fine = not name or callable(import_string(name))
        except ImportError:
            is_fine = False
        if not is_fine:
            found.append(
                Error(
                    _("%(setting)s names no function: %(name)r.") % {"setting": setting, "name": name},
                    hint=_("Name a function that takes the request, such as “shop.consent.allows_line”."),
                    id="linesteps.E005",
                )
            )
    return found

"""Settings of the bench's own processes: linesteps alone, on a scratch database, never the site's.

The command starts them; ``LINESTEPS_BENCH_DATABASE`` carries the scratch database as JSON.
"""

from __future__ import annotations

import json
import os

from django.core.exceptions import ImproperlyConfigured

from linesteps.bench.scratch import is_scratch
from linesteps.settings import Q_CLUSTER as _Q_CLUSTER
from linesteps.settings import SQLITE_OPTIONS as SQLITE_OPTIONS

_DATABASE = json.loads(os.environ.get("LINESTEPS_BENCH_DATABASE", "{}"))
if not is_scratch(_DATABASE):
    raise ImproperlyConfigured("The bench empties tables: it runs on scratch databases of its own only.")
# One connection for a whole measurement, since its server process is what is watched.
DATABASES = {"default": {**_DATABASE, "CONN_MAX_AGE": None}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SECRET_KEY = "only for the bench"  # noqa: S105 - it protects nothing
LINESTEPS_ENCRYPTION_KEYS = ["7n1ZzXbHq0sPp3mYt8e2cTq1u5wVg9rLxJkM4hB6dEo="]
LINESTEPS_NETWORK_CHECKS = False
LINESTEPS_PUBLIC_BASE_URL = "http://127.0.0.1"
WAGTAILADMIN_BASE_URL = LINESTEPS_PUBLIC_BASE_URL
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "linesteps.bench.urls"
USE_TZ = True
TIME_ZONE = "UTC"
INSTALLED_APPS = [
    "linesteps",
    "django_q",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
if _DATABASE["ENGINE"].endswith("postgresql"):
    # Wagtail's search needs it there; since Django 6.1 nothing starts without it.
    INSTALLED_APPS.append("django.contrib.postgres")
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
STATIC_URL = "/static/"
Q_CLUSTER = {**_Q_CLUSTER, "log_level": "ERROR"}
#: Tables are made from the models: the migrations would take longer than a quick bench may.
_LABELS = ("users", "snippets", "docs", "images", "search", "admin", "core")
MIGRATION_MODULES: dict[str, None] = dict.fromkeys(
    [app.rpartition(".")[2] for app in INSTALLED_APPS] + [f"wagtail{label}" for label in _LABELS]
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {"linesteps": {"handlers": ["console"], "level": "CRITICAL"}},
}
if _naive := os.environ.get("LINESTEPS_BENCH_NAIVE"):
    # As one would tune it for many small tasks; linesteps' own tasks stay where nobody works.
    Q_CLUSTER |= {"cluster_name": _naive, "bulk": 50, "queue_limit": 100, "retry": 600}
    LINESTEPS_CLUSTER = "nobody"

"""Settings of the demo site, which the tests use as well."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

import django

from linesteps.settings import Q_CLUSTER, SQLITE_OPTIONS

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("LINESTEPS_VAR", ROOT / "var"))

DEBUG = os.environ.get("LINESTEPS_DEMO_DEBUG", "1") == "1"
# A demo's key protects nothing; a real site keeps its own out of its repository.
SECRET_KEY = "demo-only-not-a-secret"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]

INSTALLED_APPS = [
    "demo",
    "linesteps",
    "django_q",
    "wagtail.contrib.forms",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
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
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "demo.framing.CouponsOnThePhone",
]
# Wagtail shows previews in a frame. The pages that the phone may frame say so themselves (demo.models).
X_FRAME_OPTIONS = "SAMEORIGIN"

# Friends who link their account log in here, too: the demo has no members but the administrator.
LOGIN_URL = "wagtailadmin_login"

ROOT_URLCONF = "demo.urls"
WSGI_APPLICATION = "demo.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ]
        },
    }
]


def _database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path = Path(parts.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        # A test database in a file, since threads and worker processes share it.
        test = {"NAME": str(path.with_name(f"test-{path.name}"))}
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(path),
            "OPTIONS": SQLITE_OPTIONS,
            "TEST": test,
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "USER": parts.username or "",
        "PASSWORD": parts.password or "",
        "NAME": parts.path.lstrip("/"),
    }


DATABASES = {"default": _database(os.environ.get("LINESTEPS_DATABASE", f"sqlite://{VAR}/demo.sqlite3"))}
if str(DATABASES["default"]["ENGINE"]).endswith("postgresql"):
    # Wagtail's search needs it there; since Django 6.1 nothing starts without it.
    INSTALLED_APPS.append("django.contrib.postgres")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = os.environ.get("LINESTEPS_DEMO_LANGUAGE", "ja")
LANGUAGES = [("ja", "日本語"), ("en", "English")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
TIME_ZONE = "Asia/Tokyo"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
# E-mails to staff are files: no demo writes to anybody.
if django.VERSION >= (6, 1):
    MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "OPTIONS": {"file_path": VAR / "mails"},
        }
    }
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR / "mails"
SILENCED_SYSTEM_CHECKS: list[str] = []

SITE_PORT = os.environ.get("LINESTEPS_DEMO_PORT", "8000")
EMULATOR_PORT = os.environ.get("LINESTEPS_EMULATOR_PORT", "8090")
WAGTAIL_SITE_NAME = "linesteps demo"
WAGTAILADMIN_BASE_URL = f"http://127.0.0.1:{SITE_PORT}"
# A demo keeps to this machine: no avatars from Gravatar, no questions about updates.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# -- linesteps --
LINESTEPS_ENCRYPTION_KEYS = ["7n1ZzXbHq0sPp3mYt8e2cTq1u5wVg9rLxJkM4hB6dEo="]
LINESTEPS_PUBLIC_BASE_URL = WAGTAILADMIN_BASE_URL
LINESTEPS_API_BASE_URL = f"http://127.0.0.1:{EMULATOR_PORT}"
LINESTEPS_DATA_BASE_URL = LINESTEPS_API_BASE_URL
LINESTEPS_CLOCK_FILE = VAR / "clock.json"
LINESTEPS_EMULATOR_STATE = VAR / "emulator.json"
# The shop's pages, which the messages of the demo link to, stand on this machine.
LINESTEPS_OPEN_PRIVATE_LINKS = True
# What the shop's own tables tell of friends (docs/how-to/site-models.md).
LINESTEPS_FACT_MODULES = ["demo.line_facts"]

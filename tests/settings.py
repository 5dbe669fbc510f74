"""The demo's settings on the database of this test run, changed where tests need it."""

from __future__ import annotations

import os

import django

from tests.harness import database

# Before the import below, which reads these variables.
database.prepare()
os.environ["LINESTEPS_VAR"] = str(database.home())

from demo.settings import *  # noqa: E402, F403
from demo.settings import DATABASES  # noqa: E402

DEBUG = False
LINESTEPS_TESTING = True
SECRET_KEY = "only for tests"
ALLOWED_HOSTS = ["*"]
WAGTAILADMIN_BASE_URL = "http://testserver"
LANGUAGE_CODE = "en"

if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["TEST"] = {"NAME": database.sqlite_file()}

MEDIA_ROOT = str(database.home() / "media")
STATIC_ROOT = str(database.home() / "static")
# Without the hashed names that only collectstatic makes.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Fast, and safe enough for made-up passwords.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if django.VERSION >= (6, 1):
    MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
else:
    EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# The links in tests lead nowhere, and LINE is not there; tests of the checks switch this on.
LINESTEPS_NETWORK_CHECKS = False

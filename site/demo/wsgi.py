"""The WSGI application of the demo site."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from linesteps.memory import set_aside

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "demo.settings")
application = get_wsgi_application()
set_aside()

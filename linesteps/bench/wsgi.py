"""What gunicorn serves during the bench."""

from __future__ import annotations

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from linesteps.memory import set_aside

application = get_wsgi_application()
# As docs/how-to/run-the-worker.md tells sites to do; the addresses bring all views along.
_ = get_resolver().url_patterns
set_aside()

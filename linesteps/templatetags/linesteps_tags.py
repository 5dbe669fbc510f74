"""One line for the site's base template: pages tell that they were opened, by friends who agreed.

::

    {% load linesteps_tags %} … {% linesteps_visits %}</body>
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from wagtail.models import Page

from linesteps import conf
from linesteps.visits.address import page_token

register = template.Library()


@register.inclusion_tag("linesteps/web/visits_script.html", takes_context=True)
def linesteps_visits(context: Mapping[str, Any]) -> dict[str, Any]:
    """The script of the page that is shown, the same for every visitor; nothing in previews."""
    request, page = context.get("request"), context.get("page")
    is_shown = not getattr(request, "is_preview", False)
    is_page = isinstance(page, Page) and bool(page.pk) and page.live
    return {
        "is_shown": is_shown,
        "page": page_token(page) if isinstance(page, Page) and is_page else "",
        "asks_always": bool(conf.visitor_lookup()),
        "nonce": getattr(request, "csp_nonce", ""),
    }

"""Questions about friends that the site's own models answer: one class for a model, and nothing but what it declares.

::

    from linesteps.facts import Choice, Number, SiteFact, Text, register

    @register
    class Orders(SiteFact):
        name = "orders"
        label = _("Orders")
        model = "shop.Order"
        follower = "customer__line_friend"
        when = "placed_at"
        fields = [Number("total", _("total"), unit=_("yen")), Text("product__name", _("product"))]

Such modules are named in ``LINESTEPS_FACT_MODULES`` and imported when Django has started.
"""

from __future__ import annotations

from typing import Any

__all__ = ["Choice", "Date", "Number", "SiteFact", "Text", "YesNo", "facts_changed", "register"]

_WHERE = {
    "Choice": "fields",
    "Date": "fields",
    "Number": "fields",
    "Text": "fields",
    "YesNo": "fields",
    "SiteFact": "kind",
    "register": "kind",
    "facts_changed": "changed",
}


def __getattr__(name: str) -> Any:
    # Later than at import: the app's models need not be there yet when a site's settings are.
    if name in _WHERE:
        from importlib import import_module

        return getattr(import_module(f"linesteps.facts.{_WHERE[name]}"), name)
    raise AttributeError(name)

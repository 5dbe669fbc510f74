"""What the demo's shop tells linesteps of its customers: the whole of it, in one class."""

from __future__ import annotations

from django.db.models import Q

from demo.models import Order
from demo.words import both
from linesteps.facts import Choice, Number, SiteFact, register


@register
class Orders(SiteFact):
    """Paid orders of customers who told their LINE."""

    name = "orders"
    label = both("注文", "Orders")
    model = Order
    follower = "customer__line_friend"
    when = "placed_at"
    where = Q(is_paid=True)
    fields = (
        Number("total", both("金額", "Total"), unit=both("円", "yen")),
        Choice("kind", both("用途", "For whom"), Order.Kind.choices),
    )

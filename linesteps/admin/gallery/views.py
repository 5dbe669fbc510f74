"""The gallery: all templates, by goal and trade."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.widgets.button import HeaderButton

from linesteps.admin.gallery.cards import Card
from linesteps.admin.gallery.finding import chosen, own, ready_made
from linesteps.admin.gallery.page import NAMESPACE, GalleryPage
from linesteps.scenarios.templates.words import GOALS, TRADES, goal_label, trade_label


@dataclass(frozen=True, kw_only=True)
class Chip:
    """A choice in a filter."""

    key: str
    label: str
    is_current: bool
    url: str


class GalleryView(GalleryPage, TemplateView):
    """All templates, by goal and trade: links without a script, at once with it."""

    template_name = "linesteps/admin/gallery.html"
    page_title = gettext_lazy("Templates")

    @cached_property
    def header_buttons(self) -> list[Any]:
        """The way without a template."""
        url = reverse(f"{NAMESPACE}:add")
        return [HeaderButton(_("Start with a blank scenario"), url=url, icon_name="plus")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The filters, and the cards that they let pass."""
        templates, mine = ready_made(), own()
        goal, trade = self.request.GET.get("goal", ""), self.request.GET.get("trade", "")
        every = [*mine, *templates]
        shown = chosen(every, goal=goal, trade=trade)
        return {
            **super().get_context_data(**kwargs),
            "goals": _chips("goal", [one.goal for one in every], goal, list(GOALS), goal_label, trade=trade),
            "trades": _chips(
                "trade", [one.trade for one in every], trade, list(TRADES), trade_label, goal=goal
            ),
            "groups": [
                (_("Templates of your own"), [(Card(one), one in shown) for one in mine]),
                (_("Ready-made templates"), [(Card(one), one in shown) for one in templates]),
            ],
            "is_empty": not shown,
            "blank_url": reverse(f"{NAMESPACE}:add"),
        }


def _chips(
    name: str, there: list[str], current: str, order: list[str], label: Any, **other: str
) -> list[Chip]:
    """All, then the words that some template has, the known ones in their order."""
    words = sorted(set(there) - {""}, key=lambda key: (order.index(key) if key in order else len(order), key))
    if name == "trade":
        # What suits any trade is there whichever is chosen.
        words = [word for word in words if word != "any"]
    kept = "".join(f"&{key}={value}" for key, value in other.items() if value)
    return [
        Chip(
            key=key,
            label=str(label(key)) if key else _("All"),
            is_current=key == current,
            url=f"?{name}={key}{kept}",
        )
        for key in ("", *words)
    ]

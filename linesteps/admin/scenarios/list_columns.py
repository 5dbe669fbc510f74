"""The columns of the list of scenarios. On a phone each row becomes a card, whose cells name themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn

from linesteps.admin.look import screen_media
from linesteps.admin.scenarios.listed import Listed
from linesteps.admin.scenarios.operation import resume_at_once


class ScenarioTitleColumn(TitleColumn):
    """The name, what it does in one sentence, and what can be done at once."""

    cell_template_name = "linesteps/admin/scenario_title_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> Any:
        """Adds the sentence and the account."""
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "listed": instance.listed, "account": instance.account}


class StatusColumn(Column):
    """One word, and what it means now."""

    cell_template_name = "linesteps/admin/status_cell.html"

    @property
    def media(self) -> forms.Media:
        """Our style sheet and script."""
        return screen_media()

    def get_value(self, instance: Any) -> Listed:
        """The row's words."""
        return instance.listed

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> Any:
        """Adds the button that lets a scenario go on when what it was paused for is back."""
        context = super().get_cell_context_data(instance, parent_context)
        request = parent_context.get("request")
        may_publish = request is not None and request.user.has_perm("linesteps.publish_scenario")
        resume_url = resume_at_once(instance) if may_publish else ""
        return {
            **context,
            "resume_url": resume_url,
            "back_url": request.get_full_path() if request is not None else "",
            "csrf_token": parent_context.get("csrf_token", ""),
        }


class FigureColumn(Column):
    """A number of the last 30 days or of now, which the browser keeps fresh.

    Args:
        key: its name in ``Listed.live``.
    """

    cell_template_name = "linesteps/admin/figure_cell.html"

    def __init__(self, key: str, **kwargs: Any) -> None:
        super().__init__(key, **kwargs)
        self.key = key

    def get_value(self, instance: Any) -> str:
        """In the reader's notation."""
        return str(getattr(instance.listed, self.key))


class StartsColumn(Column):
    """The starts of 30 days as small bars, with their sum."""

    cell_template_name = "linesteps/admin/starts_cell.html"

    def get_value(self, instance: Any) -> Listed:
        """The row's figures."""
        return instance.listed


class UpdatedColumn(Column):
    """When the newest draft was saved, and by whom."""

    cell_template_name = "linesteps/admin/updated_cell.html"


def list_columns() -> list[Any]:
    """The columns after the name."""
    return [
        StatusColumn("status", label=_("Status"), width="15%"),
        FigureColumn("inside", label=_("Inside now"), sort_key="inside_count", width="7%"),
        StartsColumn("starts", label=_("Starts, 30 days"), width="12%"),
        FigureColumn("sent", label=_("Delivered"), sort_key="sent_count", width="6%"),
        FigureColumn("click_rate", label=_("Click rate"), width="7%"),
        FigureColumn("block_rate", label=_("Blocks (24 h after)"), width="9%"),
        UpdatedColumn("_updated_at", label=_("Updated"), sort_key="_updated_at", width="8%"),
    ]

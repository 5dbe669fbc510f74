"""Templates that editors saved from scenarios of their own."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from linesteps.scenarios.templates.template import Template

OWN = "own-"


class ScenarioTemplate(models.Model):
    """A saved template (「自分のひな形」): a scenario in the file format, with what the gallery says of it."""

    title = models.CharField(_("name"), max_length=120)
    summary = models.TextField(
        _("description"),
        blank=True,
        max_length=500,
        help_text=_("What it does, and for whom. Two sentences read well."),
    )
    #: Keys of ``GOALS`` and ``TRADES``; the forms know the choices, so that a new word makes no migration.
    goal = models.CharField(_("goal"), max_length=40, default="visit")
    trade = models.CharField(_("trade"), max_length=40, default="any")
    #: What ``export_scenarios`` made.
    data = models.JSONField(editable=False)
    #: The coupons that were chosen, by the key that they have in ``data``.
    coupons = models.JSONField(default=dict, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("template of your own")
        verbose_name_plural = _("templates of your own")
        ordering = ("title", "pk")

    def __str__(self) -> str:
        return self.title

    @property
    def template(self) -> Template:
        """As the gallery shows it."""
        return Template(
            ref=f"{OWN}{self.pk}",
            title=self.title,
            summary=self.summary,
            goal=self.goal,
            trade=self.trade,
            data=self.data,
            coupons=self.coupons,
            row=self.pk,
        )

    def as_file(self) -> dict[str, Any]:
        """The template as a file, for another site or for a site's own folder."""
        return {
            "format": self.data["format"],
            "version": self.data["version"],
            "title": self.title,
            "summary": self.summary,
            "template": {"goal": self.goal, "trade": self.trade},
            "scenarios": self.data["scenarios"],
        }

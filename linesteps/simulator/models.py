"""Trials that were kept: what a scenario promised once, to be asked again before each publication."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SimulationCase(models.Model):
    """One trial with what came of it; never holds anything of a real friend."""

    scenario = models.ForeignKey(
        "linesteps.Scenario", on_delete=models.CASCADE, related_name="simulation_cases"
    )
    name = models.CharField(_("name"), max_length=80)
    #: ``Persona.to_json()`` of an example person.
    persona = models.JSONField(default=dict)
    #: Fixed, so that the case says the same tomorrow.
    start = models.DateTimeField()
    #: Acts as ``read_script`` reads them.
    script = models.JSONField(default=list)
    #: ``[[seconds since the start, step id, [texts]], …]``, one for each send.
    expected = models.JSONField(default=list)

    class Meta:
        verbose_name = _("check of a scenario")
        verbose_name_plural = _("checks of scenarios")
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=("scenario", "name"), name="linesteps_simulationcase_name"),
        )

    def __str__(self) -> str:
        return self.name

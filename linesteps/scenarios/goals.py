"""What a scenario is for, when people leave it early, and who is held out to compare with."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from linesteps.conditions.stream import exits_block
from linesteps.fields import FrozenStreamField
from linesteps.goals.stream import goals_block


class HasGoals(models.Model):
    """The fields of a scenario that say so; a part of ``Scenario``, drafted and published with it."""

    class ExitMatch(models.TextChoices):
        """How many of the conditions to leave must hold."""

        #: One is enough.
        ANY = "any", _("one of the conditions holds")
        #: All at once.
        ALL = "all", _("all conditions hold")

    goals = FrozenStreamField(
        goals_block,
        blank=True,
        verbose_name=_("goals"),
        help_text=_("What this scenario is for. The results show who reached them, and by which message."),
    )
    exit_rules = FrozenStreamField(
        exits_block,
        blank=True,
        verbose_name=_("leave early as soon as"),
        help_text=_(
            "Wherever people stand, they leave when this is so, and get no further message of this scenario."
        ),
    )
    exit_match = models.CharField(
        _("they leave when"), max_length=3, choices=ExitMatch, default=ExitMatch.ANY
    )
    exits_at_goal = models.BooleanField(
        _("leave when a goal is reached"),
        default=False,
        help_text=_("Whoever bought, booked or the like gets no further message of this scenario."),
    )
    holdout_percent = models.PositiveSmallIntegerField(
        _("friends who are held out (percent)"),
        default=0,
        validators=[MaxValueValidator(50)],
        help_text=_(
            "So many of those who would start are left out by lot and get nothing, to compare with. 0: nobody."
        ),
    )

    class Meta:
        abstract = True

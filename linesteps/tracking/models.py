"""Links in messages, and who tapped them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from linesteps.followers.models import Follower
from linesteps.scenarios.models import Scenario


class TrackedLink(models.Model):
    """A destination that a step's message leads to; a token never carries the address itself."""

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="links")
    step_id = models.CharField(max_length=64)
    position = models.PositiveSmallIntegerField()
    #: Empty for an answer button, whose tap comes back through LINE as a postback.
    url = models.CharField(_("link"), max_length=1000, blank=True)
    label = models.CharField(_("words"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints = (
            # The same place with the same address keeps its row from version to version.
            models.UniqueConstraint(
                fields=("scenario", "step_id", "position", "url"), name="linesteps_trackedlink_place"
            ),
        )

    def __str__(self) -> str:
        return self.url or self.label


class Click(models.Model):
    """One hit on a follower's link; only ``is_counted`` ones are taps by a person."""

    class KnownBy(models.TextChoices):
        """How it is known who tapped."""

        #: By the link, which only this friend was sent; whoever it was forwarded to counts for them.
        SIGNED = "signed", _("the friend's own link")
        #: LINE vouched for the person (LIFF).
        LIFF = "liff", _("LINE said who it was")
        #: LINE told of the tap itself: an answer button, or a video that was watched.
        POSTBACK = "postback", _("an answer in the chat")

    link = models.ForeignKey(TrackedLink, on_delete=models.CASCADE, related_name="clicks")
    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="clicks")
    enrolment = models.ForeignKey(
        "linesteps.Enrolment", on_delete=models.SET_NULL, null=True, blank=True, related_name="clicks"
    )
    at = models.DateTimeField(_("when"))
    is_counted = models.BooleanField(_("counted"))
    known_by = models.CharField(
        _("known by"), max_length=8, choices=KnownBy, default=KnownBy.SIGNED, editable=False
    )
    user_agent = models.CharField(max_length=400, blank=True)

    class Meta:
        verbose_name = _("click")
        verbose_name_plural = _("clicks")
        indexes = (
            models.Index(fields=("follower", "link"), name="linesteps_click_who"),
            models.Index(fields=("link", "at"), name="linesteps_click_link"),
        )

    def __str__(self) -> str:
        return f"{self.follower_id} → {self.link_id}"


class Sighting(models.Model):
    """A sign that a follower saw what one step sent them, beside the taps (``Click``): one row a send and source."""

    class Source(models.TextChoices):
        """What the sign is."""

        #: A phone loaded the tracked image.
        IMAGE = "image", _("Image loaded")
        #: The person quoted the message in an answer.
        QUOTE = "quote", _("Quoted in an answer")

    # What is looked for begins with the follower or the scenario; each index costs an insert.
    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="sightings", db_index=False)
    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="sightings", db_index=False)
    step_id = models.CharField(max_length=64)
    enrolment = models.ForeignKey(
        "linesteps.Enrolment", on_delete=models.CASCADE, related_name="sightings", db_index=False
    )
    #: ``StepVisit.seq`` of the send.
    seq = models.PositiveIntegerField()
    source = models.CharField(_("sign"), max_length=10, choices=Source)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("sign that a message was seen")
        verbose_name_plural = _("signs that messages were seen")
        constraints = (
            models.UniqueConstraint(fields=("enrolment", "seq", "source"), name="linesteps_sighting_once"),
        )
        indexes = (
            models.Index(fields=("follower", "scenario", "step_id"), name="linesteps_sighting_who"),
            models.Index(fields=("scenario", "step_id"), name="linesteps_sighting_step"),
        )

    def __str__(self) -> str:
        return f"{self.follower_id}: {self.source}"

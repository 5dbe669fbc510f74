"""The tables of tags; ``linesteps.followers.models`` is where the rest of the house finds them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from linesteps.accounts.models import Account


class Tag(models.Model):
    """A label that editors put on friends, by hand or by a scenario."""

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="tags", verbose_name=_("account")
    )
    name = models.CharField(_("name"), max_length=60)
    #: Only for editors' lists: no scenario asks for it, so a tag can be moved at any time.
    folder = models.CharField(
        _("folder"),
        max_length=40,
        blank=True,
        default="",
        help_text=_("Tags of a folder are listed together."),
    )

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ("folder", "name")
        constraints = (models.UniqueConstraint(fields=("account", "name"), name="linesteps_tag_one_name"),)

    def __str__(self) -> str:
        return self.name


class FormerTagName(models.Model):
    """A name that a tag had before it was renamed, or that was merged into it; scenarios may still say it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="former_names")

    class Meta:
        verbose_name = _("former name of a tag")
        verbose_name_plural = _("former names of tags")
        constraints = (
            models.UniqueConstraint(fields=("account", "name"), name="linesteps_formertagname_one_name"),
        )

    def __str__(self) -> str:
        return self.name


class FollowerTag(models.Model):
    """A friend carries a tag since a time, from a source."""

    follower = models.ForeignKey("linesteps.Follower", on_delete=models.CASCADE, related_name="follower_tags")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="follower_tags")
    source = models.CharField(_("source"), max_length=30)
    added_at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("tag of a friend")
        verbose_name_plural = _("tags of friends")
        constraints = (
            models.UniqueConstraint(fields=("follower", "tag"), name="linesteps_followertag_once"),
        )

    def __str__(self) -> str:
        return f"{self.follower_id}: {self.tag_id}"

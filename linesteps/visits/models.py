"""Who said that their visits may be known, and which pages they came to."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from linesteps.followers.models import Follower


class VisitConsent(models.Model):
    """A friend's last answer to the question whether visits on the site may be known."""

    class Source(models.TextChoices):
        """Who asked."""

        #: Our own question on the page.
        BANNER = "banner", _("Question on the site")
        #: The consent manager of the site.
        SITE = "site", _("Consent manager of the site")
        #: The site's own login, which tells who it is.
        LOGIN = "login", _("Login on the site")

    follower = models.OneToOneField(Follower, on_delete=models.CASCADE, related_name="visit_consent")
    is_given = models.BooleanField(_("may be known"))
    at = models.DateTimeField(_("when"))
    source = models.CharField(_("source"), max_length=10, choices=Source)
    #: What they had read when they answered.
    notice = models.TextField(_("text shown"), blank=True, default="")

    class Meta:
        verbose_name = _("answer about visits")
        verbose_name_plural = _("answers about visits")

    def __str__(self) -> str:
        return f"{self.follower_id}: {self.is_given}"


class PageVisit(models.Model):
    """One visit of a page by a friend who agreed; looking at it again within half an hour is the same one."""

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="page_visits")
    page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="+", verbose_name=_("page")
    )
    at = models.DateTimeField(_("when"), db_index=True)

    class Meta:
        verbose_name = _("visit of a page")
        verbose_name_plural = _("visits of pages")
        indexes = (models.Index(fields=("follower", "-at"), name="linesteps_pagevisit_who"),)

    def __str__(self) -> str:
        return f"{self.follower_id}: {self.page_id}"

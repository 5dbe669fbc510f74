"""Audiences at LINE, and who of our friends was put into those that were uploaded."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.audiences.models import Segment
from linesteps.followers.models import Follower
from linesteps.line.audiences import LONGEST_NAME

#: What our mark takes of LINE's 120 letters: a space, ``#`` and six signs.
LONGEST_OWN_NAME = LONGEST_NAME - 8
#: LINE makes an audience of a send's readers only for so long after it (reference, “TOO_OLD_MESSAGES”).
OLDEST_SEND = timedelta(days=60)


class LineAudienceQuerySet(models.QuerySet["LineAudience"]):
    """Questions about audiences."""

    def due(self, moment: datetime) -> LineAudienceQuerySet:
        """Those for which something is to be done now, longest due first; accounts out of use are left alone."""
        return self.filter(due_at__lte=moment, account__is_active=True).order_by("due_at", "pk")

    def kept(self) -> LineAudienceQuerySet:
        """Without those that are on their way out."""
        return self.filter(is_unwanted=False)


class LineAudience(models.Model):
    """An audience at LINE (「オーディエンス」), made here. What LINE shall have is written first, then told to it."""

    class Kind(models.TextChoices):
        """Where its people come from."""

        #: User IDs of friends who belonged to a segment.
        UPLOAD = "upload", _("Friends of a segment")
        #: LINE knows who they are, and tells nobody.
        VIEWS = "views", _("Everybody who saw a narrowcast")
        #: The same.
        TAPS = "taps", _("Everybody who tapped a link of a narrowcast")

    class State(models.TextChoices):
        """How far it is."""

        #: We look who belongs to the segment.
        COLLECTING = "collecting", _("Collecting")
        #: LINE is being told.
        UPLOADING = "uploading", _("Uploading")
        #: LINE has all and makes the audience of it.
        WORKING = "working", _("Being made")
        #: It can be sent to.
        READY = "ready", _("Ready")
        #: It cannot be made.
        FAILED = "failed", _("Failed")
        #: Its 180 days are over, or LINE does not use it any more.
        EXPIRED = "expired", _("Run out")

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="line_audiences", verbose_name=_("account")
    )
    name = models.CharField(
        _("name"),
        max_length=LONGEST_OWN_NAME,
        help_text=_("It shows in LINE Official Account Manager, too, with a short sign behind it."),
    )
    kind = models.CharField(_("who is in it"), max_length=10, choices=Kind, default=Kind.UPLOAD)
    segment = models.ForeignKey(
        Segment,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="line_audiences",
        verbose_name=_("segment"),
        help_text=_(
            "The LINE user IDs of the friends who belong to it now are sent to LINE. Later changes of the segment "
            "reach LINE only when you renew the audience."
        ),
    )
    narrowcast = models.ForeignKey(
        "linesteps.Narrowcast",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("narrowcast"),
        help_text=_(
            "Sent from here within the last 60 days. LINE makes no such audience of step messages and of sends to "
            "a segment."
        ),
    )
    #: LINE's name of that send's request.
    request_id = models.CharField(max_length=64, blank=True, editable=False)
    click_url = models.URLField(
        _("address of the link"),
        max_length=1000,
        blank=True,
        help_text=_("Exactly as it stands in the message. Left empty: any link of it."),
    )
    state = models.CharField(max_length=12, choices=State, default=State.UPLOADING, editable=False)
    line_id = models.BigIntegerField(null=True, blank=True, editable=False)
    #: The name by which LINE has it, and the sign in it by which one whose id was lost is found again.
    line_name = models.CharField(max_length=LONGEST_NAME, blank=True, editable=False)
    mark = models.CharField(max_length=10, blank=True, editable=False)
    #: Whether LINE was, or may have been, asked to make it.
    is_asked_for = models.BooleanField(default=False, editable=False)
    #: Up to which follower those who belong were looked for; what was found is complete when it is made.
    collected_up_to = models.BigIntegerField(default=0, editable=False)
    #: Of which moment its people are.
    made_at = models.DateTimeField(_("as of"), null=True, blank=True, editable=False)
    #: How many LINE counts in it; LINE tells of uploads and others alike.
    people = models.PositiveBigIntegerField(_("people"), null=True, blank=True, editable=False)
    expires_at = models.DateTimeField(_("usable until"), null=True, blank=True, editable=False)
    #: In the reader's language of the moment: what is wrong.
    fault = models.CharField(max_length=300, blank=True, editable=False)
    #: Ids of earlier forms, which LINE shall forget once the new one is there.
    retired = models.JSONField(default=list, blank=True, editable=False)
    #: When somebody whose data was erased was last taken out.
    cleared_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_unwanted = models.BooleanField(default=False, editable=False)
    due_at = models.DateTimeField(null=True, blank=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = LineAudienceQuerySet.as_manager()

    class Meta:
        verbose_name = _("LINE audience")
        verbose_name_plural = _("LINE audiences")
        ordering = ("-created_at", "-pk")
        indexes = (
            models.Index(
                fields=("due_at",), condition=models.Q(due_at__isnull=False), name="linesteps_audience_due"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_sendable(self) -> bool:
        """Whether a narrowcast can go to it now."""
        is_over = self.expires_at is not None and self.expires_at <= clock.now()
        return (
            self.state == self.State.READY
            and self.line_id is not None
            and not self.is_unwanted
            and not is_over
        )

    def clean(self) -> None:
        """Each kind needs its own source; a send's readers are asked for once, and not too late."""
        super().clean()
        if not self.name.isprintable():
            raise ValidationError(
                {"name": gettext("LINE takes no line breaks in a name. Write it in one line.")}
            )
        if self.kind == self.Kind.UPLOAD:
            if self.segment is None and self.pk is None:
                raise ValidationError({"segment": gettext("Choose the segment whose friends are uploaded.")})
        elif self.pk is None:
            self._clean_send()

    def _clean_send(self) -> None:
        if self.narrowcast is None:
            raise ValidationError({"narrowcast": gettext("Choose the narrowcast.")})
        if not self.narrowcast.request_id or self.narrowcast.first_tried_at is None:
            text = gettext("It has not been sent yet. Send it first.")
            raise ValidationError({"narrowcast": text})
        if clock.now() - self.narrowcast.first_tried_at > OLDEST_SEND:
            text = gettext("It was sent more than 60 days ago; LINE makes no audience of it any more.")
            raise ValidationError({"narrowcast": text})
        same = LineAudience.objects.kept().filter(kind=self.kind, narrowcast=self.narrowcast)
        if same.exists():
            text = gettext(
                "LINE makes only one such audience of each send: “%(name)s”. Use that one, or delete it."
            )
            raise ValidationError({"narrowcast": text % {"name": same[0].name}})


class LineAudienceMember(models.Model):
    """A friend whose user ID was put into an upload. It says what we told LINE, and nothing that LINE told us."""

    audience = models.ForeignKey(
        LineAudience, on_delete=models.CASCADE, related_name="members", db_index=False
    )
    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="line_audiences")
    is_uploaded = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("friend in a LINE audience")
        verbose_name_plural = _("friends in LINE audiences")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=("audience", "follower"), name="linesteps_audiencemember_once"),
        )
        indexes = (
            models.Index(
                fields=("audience", "follower"),
                condition=models.Q(is_uploaded=False),
                name="linesteps_audiencemember_left",
            ),
        )

    def __str__(self) -> str:
        return f"{self.audience_id}: {self.follower_id}"

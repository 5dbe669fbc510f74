"""The shop's own coupons, their codes, and who received which."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model_string

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.coupons.spelling import spellings
from linesteps.followers.models import Follower
from linesteps.typed import plain

#: The longest code: what fits in one line of a small phone's screen.
LONGEST_CODE = 40


def editors_language() -> str:
    """The language in which friends probably read: that of whoever makes the coupon."""
    return "ja" if (get_language() or "").startswith("ja") else "en"


class OwnCouponQuerySet(models.QuerySet["OwnCoupon"]):
    """Questions about own coupons."""

    def open(self, moment: datetime) -> OwnCouponQuerySet:
        """Those that can be given now."""
        still = models.Q(valid_until__isnull=True) | models.Q(valid_until__gt=moment)
        return self.filter(still, closed_at__isnull=True)


class OwnCoupon(models.Model):
    """A coupon that lives here and not at LINE, so that it is known who received and who used it."""

    class Codes(models.TextChoices):
        """Which code a friend shows."""

        #: The page itself is what is shown.
        NONE = "none", _("No code: the friend shows the page")
        #: Everybody has the same.
        COMMON = "common", _("One code for everybody")
        #: Each comes from a list and is given once.
        POOL = "pool", _("A code of their own for each friend, from a list")

    class Receipts(models.TextChoices):
        """What happens when it is sent to somebody who has it."""

        #: One ticket for each friend, for ever.
        ONCE = "once", _("Each friend gets it once")
        #: A ticket for each send.
        EACH = "each", _("Each send gives a new one")

    class Language(models.TextChoices):
        """In which language friends read the words around it."""

        JA = "ja", "日本語"
        EN = "en", "English"

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="own_coupons", verbose_name=_("LINE Official Account")
    )
    title = models.CharField(_("title"), max_length=60)
    benefit = models.CharField(
        _("benefit"),
        max_length=60,
        help_text=_("In large letters, such as “Half price” or “One free coffee”."),
    )
    details = models.TextField(_("details"), max_length=1000, blank=True)
    conditions = models.TextField(_("conditions of use"), max_length=500, blank=True)
    image = models.ForeignKey(
        get_image_model_string(),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("image"),
    )
    language = models.CharField(
        _("language of the card and the page"), max_length=5, choices=Language, default=editors_language
    )
    codes = models.CharField(_("code"), max_length=8, choices=Codes, default=Codes.NONE)
    common_code = models.CharField(
        _("the code for everybody"), max_length=LONGEST_CODE, blank=True, help_text=_("Such as AUTUMN20.")
    )
    shows_qr = models.BooleanField(
        _("show the code as a QR code"),
        default=False,
        help_text=_("For a scanner at the till; the code stands below it in letters, too."),
    )
    receipts = models.CharField(_("how often"), max_length=5, choices=Receipts, default=Receipts.ONCE)
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True)
    valid_days = models.PositiveSmallIntegerField(
        _("days after receipt"),
        null=True,
        blank=True,
        help_text=_(
            "3: until the end of the third day after it was received. If both are given, the earlier counts."
        ),
    )
    staff_pin = models.CharField(
        _("staff number"),
        max_length=8,
        blank=True,
        validators=[RegexValidator(r"^\d{4,8}$", _("4 to 8 digits."))],
        help_text=_("Staff type it to mark a coupon as used. Left empty, a confirmation is enough."),
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OwnCouponQuerySet.as_manager()

    class Meta:
        verbose_name = _("own coupon")
        verbose_name_plural = _("own coupons")
        ordering = ("-created_at", "title")

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        """Whether nobody can get or use it any more."""
        return self.closed_at is not None or (
            self.valid_until is not None and self.valid_until <= clock.now()
        )

    def clean(self) -> None:
        """It ends at some time, and the code that it promises is there."""
        errors: dict[str, Any] = {}
        if self.valid_until is None and not self.valid_days:
            errors["valid_until"] = _("Say until when it is valid: a day, or how many days after receipt.")
        if self.codes == self.Codes.COMMON and not self.common_code.strip():
            errors["common_code"] = _("Write the code that everybody shows.")
        if self.shows_qr and self.codes == self.Codes.NONE:
            errors["shows_qr"] = _("There is no code to show. Choose a code, or do without the QR code.")
        if errors:
            raise ValidationError(errors)


class CouponCodeQuerySet(models.QuerySet["CouponCode"]):
    """Questions about codes."""

    def free(self) -> CouponCodeQuerySet:
        """Those that nobody has, in the order in which they are given."""
        return self.filter(taken_at__isnull=True).order_by("pk")


class CouponCode(models.Model):
    """One code of a coupon's list. Once taken it is never given again, even if its ticket is erased."""

    # No index of their own: the constraint begins with it.
    coupon = models.ForeignKey(OwnCoupon, on_delete=models.CASCADE, related_name="pool", db_index=False)
    text = models.CharField(_("code"), max_length=LONGEST_CODE)
    taken_at = models.DateTimeField(_("given"), null=True, blank=True)

    objects = CouponCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("coupon code")
        verbose_name_plural = _("coupon codes")
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("coupon", "text"), name="linesteps_couponcode_once"),)
        indexes = (
            models.Index(
                fields=("coupon", "id"),
                condition=models.Q(taken_at__isnull=True),
                name="linesteps_couponcode_free",
            ),
        )

    def __str__(self) -> str:
        return self.text


class CouponTicketQuerySet(models.QuerySet["CouponTicket"]):
    """Questions about received coupons."""

    def with_code(self, typed: str) -> CouponTicketQuerySet:
        """Those with a code as somebody typed it, maybe in wide letters or in the other case.

        The index finds the usual spellings; only a code in mixed case, typed otherwise, is looked for row by row.
        """
        found = self.filter(code_text__in=spellings(typed))
        return found if found.exists() else self.filter(code_text__iexact=plain(typed))


class CouponTicket(models.Model):
    """One friend's copy of an own coupon: received once, used at most once."""

    class Place(models.TextChoices):
        """Where it was marked as used."""

        #: By staff on the friend's phone.
        PAGE = "page", _("on the friend's phone")
        #: By somebody who is logged in.
        ADMIN = "admin", _("in the admin")

    # No index of its own: the constraint begins with it.
    coupon = models.ForeignKey(OwnCoupon, on_delete=models.PROTECT, related_name="tickets", db_index=False)
    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="coupon_tickets")
    #: By which receipt: empty where a friend gets the coupon once, else the run and the step.
    receipt = models.CharField(max_length=96, blank=True, default="")
    code = models.OneToOneField(
        CouponCode, on_delete=models.SET_NULL, null=True, blank=True, related_name="ticket"
    )
    #: As the friend shows it; kept when the list is tidied.
    code_text = models.CharField(_("code"), max_length=LONGEST_CODE, blank=True)
    received_at = models.DateTimeField(_("received"))
    expires_at = models.DateTimeField(_("valid until"))
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    used_where = models.CharField(_("marked as used"), max_length=5, choices=Place, blank=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    #: Wrong staff numbers in a row, and until when no more is listened to.
    wrong_pins = models.PositiveSmallIntegerField(default=0)
    deaf_until = models.DateTimeField(null=True, blank=True)
    scenario = models.ForeignKey(
        "linesteps.Scenario", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    step_id = models.CharField(max_length=64, blank=True)

    objects = CouponTicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("received coupon")
        verbose_name_plural = _("received coupons")
        default_permissions = ()
        permissions = (("use_coupon", _("Can mark received coupons as used")),)
        constraints = (
            models.UniqueConstraint(
                fields=("coupon", "follower", "receipt"), name="linesteps_couponticket_one_receipt"
            ),
        )
        indexes = (
            models.Index(fields=("coupon", "received_at"), name="linesteps_couponticket_when"),
            models.Index(fields=("code_text",), name="linesteps_couponticket_code"),
        )

    def __str__(self) -> str:
        return f"{self.coupon_id} → {self.follower_id}"

    @property
    def is_expired(self) -> bool:
        """Whether its own time has passed."""
        return self.expires_at <= clock.now()

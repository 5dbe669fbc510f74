"""Coupons that messages can carry."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model_string

from linesteps import clock
from linesteps.accounts.models import Account


class Coupon(models.Model):
    """A coupon as LINE's coupon API knows it. LINE cannot change one after its creation."""

    class Reward(models.TextChoices):
        """What the coupon gives (reference, “Create a coupon”, ``reward.type``)."""

        DISCOUNT_PERCENT = "discount_percent", _("Discount in percent")
        DISCOUNT_FIXED = "discount_fixed", _("Discount in yen")
        CASH_BACK_PERCENT = "cash_back_percent", _("Cash back in percent")
        CASH_BACK_FIXED = "cash_back_fixed", _("Cash back in yen")
        FREE = "free", _("Free of charge")
        GIFT = "gift", _("Gift")
        OTHERS = "others", _("Other")

    #: Rewards that need a number.
    WITH_AMOUNT = frozenset(
        {
            Reward.DISCOUNT_PERCENT,
            Reward.DISCOUNT_FIXED,
            Reward.CASH_BACK_PERCENT,
            Reward.CASH_BACK_FIXED,
        }
    )

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="coupons", verbose_name=_("LINE Official Account")
    )
    title = models.CharField(_("title"), max_length=60)
    description = models.TextField(_("details"), max_length=1000, blank=True)
    usage_condition = models.CharField(_("conditions of use"), max_length=100, blank=True)
    coupon_code = models.CharField(_("coupon code"), max_length=16, blank=True)
    reward = models.CharField(_("what it gives"), max_length=20, choices=Reward, default=Reward.OTHERS)
    reward_value = models.PositiveIntegerField(
        _("percent or yen"),
        null=True,
        blank=True,
        help_text=_("For a discount or cash back: 10 means 10 percent or 10 yen."),
    )
    image = models.ForeignKey(
        get_image_model_string(),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("image"),
    )
    valid_from = models.DateTimeField(_("valid from"))
    valid_until = models.DateTimeField(_("valid until"))
    win_percent = models.PositiveSmallIntegerField(
        _("chance to win (percent)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(99)],
        help_text=_(
            "1 to 99 makes it a lottery: LINE draws when a friend opens it. Left empty, everybody gets it."
        ),
    )
    winners_max = models.PositiveIntegerField(
        _("winners at most"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(999_999)],
        help_text=_("Only for a lottery. Left empty, there is no limit."),
    )
    can_be_used_again = models.BooleanField(_("can be used more than once"), default=False)
    line_coupon_id = models.CharField(_("ID at LINE"), max_length=60, blank=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)
    import_key = models.CharField(max_length=64, blank=True, default="", editable=False)

    class Meta:
        verbose_name = _("coupon")
        verbose_name_plural = _("coupons")
        ordering = ("-valid_until", "title")

    def __str__(self) -> str:
        return self.title

    @property
    def is_registered(self) -> bool:
        """Whether LINE knows it, so that it can be sent and no longer be changed."""
        return bool(self.line_coupon_id)

    @property
    def is_over(self) -> bool:
        """Whether it was closed or its time has passed."""
        return self.closed_at is not None or self.valid_until <= clock.now()

    def clean(self) -> None:
        """The period has a length, and a discount has an amount."""
        errors: dict[str, Any] = {}
        if self.valid_from and self.valid_until and self.valid_from >= self.valid_until:
            errors["valid_until"] = _("The end must be later than the beginning.")
        if self.reward in self.WITH_AMOUNT and not self.reward_value:
            errors["reward_value"] = _("Say how much the discount is.")
        if self.winners_max and not self.win_percent:
            errors["winners_max"] = _(
                "Only a lottery has a limit of winners. Give the chance to win as well."
            )
        if errors:
            raise ValidationError(errors)

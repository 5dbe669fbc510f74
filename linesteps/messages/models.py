"""Coupons that messages can carry."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
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
        FREE = "free", _("Free of charge")
        GIFT = "gift", _("Gift")
        OTHERS = "others", _("Other")

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
        help_text=_("For a discount: 10 means 10 percent or 10 yen off."),
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
        if (
            self.reward in {self.Reward.DISCOUNT_PERCENT, self.Reward.DISCOUNT_FIXED}
            and not self.reward_value
        ):
            errors["reward_value"] = _("Say how much the discount is.")
        if errors:
            raise ValidationError(errors)

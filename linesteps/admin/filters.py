"""What several lists are filtered by."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from linesteps.accounts.models import Account


class AccountFilterSet(WagtailFilterSet):
    """By account; a list says its model in ``Meta``."""

    account = django_filters.ModelChoiceFilter(
        queryset=Account.objects.all(), label=_("LINE Official Account"), empty_label=_("All")
    )

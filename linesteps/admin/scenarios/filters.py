"""By what the list of scenarios is narrowed: status, start condition, people, account."""

from __future__ import annotations

from typing import Any

import django_filters
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import MultipleUserFilter, WagtailFilterSet
from wagtail.models import Revision

from linesteps.accounts.models import Account
from linesteps.admin.scenarios.operation import STATUSES, has_status
from linesteps.scenarios.models import Scenario
from linesteps.triggers.stream import triggers_block


def _statuses() -> list[tuple[str, Any]]:
    return [(name, status.word) for name, status in STATUSES.items()]


def _starts() -> list[tuple[str, Any]]:
    from linesteps.triggers.kind import registry

    blocks = triggers_block().child_blocks
    return [(kind.name, blocks[kind.name].label) for kind in registry]


def _editors(request: Any) -> Any:
    drafts = Revision.objects.filter(base_content_type=_content_type())
    return get_user_model()._default_manager.filter(pk__in=drafts.values("user_id")).order_by("pk")


def _content_type() -> ContentType:
    return ContentType.objects.get_for_model(Scenario, for_concrete_model=False)


class ScenarioFilterSet(WagtailFilterSet):
    """Several choices of one filter widen it, several filters narrow the list."""

    status = django_filters.MultipleChoiceFilter(
        label=_("Status"), choices=_statuses, widget=CheckboxSelectMultiple, method="by_status"
    )
    start = django_filters.MultipleChoiceFilter(
        label=_("Start condition"), choices=_starts, widget=CheckboxSelectMultiple, method="by_start"
    )
    editor = MultipleUserFilter(
        label=_("In charge (drew or edited it)"),
        queryset=_editors,
        widget=CheckboxSelectMultiple,
        method="by_editor",
    )
    account = django_filters.ModelChoiceFilter(
        queryset=Account.objects.all(), label=_("LINE Official Account"), empty_label=_("All")
    )

    class Meta:
        model = Scenario
        fields = ("status", "start", "editor", "account")

    def by_status(self, scenarios: Any, name: str, chosen: list[str]) -> Any:
        """As the status is said in the list."""
        wanted = Q()
        for status in chosen:
            wanted |= has_status(status)
        return scenarios.filter(wanted)

    def by_start(self, scenarios: Any, name: str, chosen: list[str]) -> Any:
        """As the newest draft has it, which is what the list says."""
        wanted = Q()
        for kind in chosen:
            # A draft holds its streams as text.
            wanted |= Q(latest_revision__content__triggers__icontains=f'"type": "{kind}"')
        return scenarios.filter(wanted) if chosen else scenarios

    def by_editor(self, scenarios: Any, name: str, chosen: Any) -> Any:
        """Whoever ever saved a draft of it."""
        if not chosen:
            return scenarios
        drafts = Revision.objects.filter(
            base_content_type=_content_type(), object_id=Cast(OuterRef("pk"), CharField()), user__in=chosen
        )
        return scenarios.filter(Exists(drafts))

"""Archiving a route, and taking that back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from linesteps import clock
from linesteps.admin.confirmation import ConfirmView
from linesteps.routes.models import Route


class _ArchivingView(ConfirmView):
    """One press that changes whether it counts."""

    model = Route
    permission_required = "change"
    index_url_name = "linesteps_routes:index"
    edit_url_name = "linesteps_routes:page"
    is_archiving = True
    done = _("“%(name)s” is archived.")

    def act(self) -> None:
        """Set or take back the moment."""
        archived_at = clock.now() if self.is_archiving else None
        rows = Route.objects.filter(pk=self.object.pk, archived_at__isnull=self.is_archiving)
        rows.update(archived_at=archived_at)
        messages.success(self.request, self.done % {"name": self.object.name})


class ArchiveView(_ArchivingView):
    """Count no more."""

    page_title = _("Archive the route")
    button_label = _("Archive the route")
    question = _(
        "The link and the printed code still lead to your account, but nobody is counted any more, and no scenario "
        "starts by it. The numbers so far stay."
    )


class RestoreView(_ArchivingView):
    """Count again."""

    page_title = _("Use the route again")
    button_label = _("Use the route again")
    is_archiving = False
    question = _("From now on whoever opens it is counted again, and scenarios start by it.")
    done = _("“%(name)s” is in use again.")

"""What came of an address's reports, a trial of its example, and a new secret."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.log_actions import log

from linesteps.admin.confirmation import ConfirmView, ObjectPageMixin, ObjectPermissionMixin
from linesteps.admin.results.links import may_see_people
from linesteps.hooks.models import Received, ReceivingAddress
from linesteps.hooks.reasons import in_words
from linesteps.hooks.take import take_again, understand

_PAGE = 50
#: Taken again by one press.
_MOST_AGAIN = 500
NAMESPACE = "linesteps_receiving"


class _OfAddress(ObjectPageMixin, TemplateView):
    """A page about one address."""

    model = ReceivingAddress
    index_url_name = f"{NAMESPACE}:index"
    edit_url_name = f"{NAMESPACE}:edit"
    permission_required = "view"
    header_icon = "download"

    def user_has_permission_for_instance(self, permission: Any, instance: Any) -> bool:
        """Whoever may change it may look, too."""
        check = super().user_has_permission_for_instance
        return any(check(name, instance) for name in ("view", "change"))


class ReceivedView(_OfAddress):
    """Newest first; those that were kept can be taken again."""

    template_name = "linesteps/admin/hook_received.html"
    page_title = _("Reports received")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page of reports."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        rows = self.object.received.select_related("follower").defer("body").order_by("-received_at", "-pk")
        page = Paginator(rows, _PAGE).get_page(self.request.GET.get("p"))
        check = ObjectPermissionMixin.user_has_permission_for_instance
        return {
            **context,
            "page": page,
            "rows": [(row, in_words(row.reason, row.detail)) for row in page],
            "kept": self.object.received.waiting().count(),
            "may_take": check(self, "change", self.object),
            "may_see_people": may_see_people(self.request.user),
            "again_url": reverse(f"{NAMESPACE}:again", args=[self.object.pk]),
        }


class TakeAgainView(ObjectPermissionMixin, TemplateView):
    """Looks at all reports that were kept once more."""

    model = ReceivingAddress
    permission_required = "change"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """One after another, oldest first: each is a transaction of its own."""
        rows = list(self.object.received.waiting().order_by("received_at", "pk")[:_MOST_AGAIN])
        count = sum(take_again(row).status == Received.Status.TAKEN for row in rows)
        if count:
            log(
                instance=self.object,
                action="linesteps.take_reports",
                user=request.user,
                data={"count": count},
            )
        text = ngettext("%(n)s report was taken.", "%(n)s reports were taken.", count) % {"n": count}
        if left := len(rows) - count:
            text += " " + ngettext("%(n)s still cannot be taken.", "%(n)s still cannot be taken.", left) % {
                "n": left
            }
        messages.success(request, text) if count else messages.warning(request, text)
        return redirect(reverse(f"{NAMESPACE}:received", args=[self.object.pk]))


class TrialView(_OfAddress):
    """What the example would do if it came now; nothing is written."""

    template_name = "linesteps/admin/hook_trial.html"
    page_title = _("Try the example")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The event, the person and the details, or what lacks."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if self.object.example is None:
            return {**context, "meaning": None}
        meaning = understand(self.object, self.object.example)
        return {
            **context,
            "meaning": meaning,
            "words": in_words(meaning.reason or "", meaning.detail),
            "details": list(meaning.properties.items()),
            "may_see_people": may_see_people(self.request.user),
        }


class RenewSecretView(ConfirmView):
    """Asks, makes a new secret and shows it once."""

    model = ReceivingAddress
    page_title = _("New secret")
    header_icon = "key"
    index_url_name = f"{NAMESPACE}:index"
    edit_url_name = f"{NAMESPACE}:edit"
    question = _(
        "Make a new secret? It is shown once. The one of now stays good for a week, so that you can change the other "
        "system in peace; one that was good before it ends now."
    )
    button_label = _("Make a new secret")

    def act(self) -> None:
        """Shown in the next page only."""
        made = self.object.renew_secret()
        log(instance=self.object, action="linesteps.renew_secret", user=self.request.user)
        text = gettext("Give this secret to the other system now; it is not shown again: %(secret)s")
        messages.warning(self.request, text % {"secret": made})

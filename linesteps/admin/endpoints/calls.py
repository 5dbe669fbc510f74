"""The calls of one system: what it was told of whom, when, and what it answered."""

from __future__ import annotations

from collections.abc import Mapping
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

from linesteps.admin.confirmation import ObjectPageMixin, ObjectPermissionMixin
from linesteps.admin.results.links import may_see_people
from linesteps.calls.kinds import DETAILS, KINDS
from linesteps.calls.make import call_again
from linesteps.calls.models import Call, Endpoint
from linesteps.calls.result import in_words
from linesteps.followers.names import attribute_names
from linesteps.steps.call_webhook import FACTS

_PAGE = 50
#: Taken up by one press.
_MOST_AGAIN = 5000


class CallsView(ObjectPageMixin, TemplateView):
    """Newest first; those that were given up can be made again."""

    model = Endpoint
    index_url_name = "linesteps_endpoints:index"
    edit_url_name = "linesteps_endpoints:edit"
    permission_required = "view"
    template_name = "linesteps/admin/calls.html"
    page_title = _("Calls")
    header_icon = "site"

    def user_has_permission_for_instance(self, permission: Any, instance: Any) -> bool:
        """Whoever may change it may look, too."""
        check = super().user_has_permission_for_instance
        return any(check(name, instance) for name in ("view", "change"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page of calls."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        rows = (
            self.object.calls.select_related("follower", "scenario")
            .defer("body")
            .order_by("-created_at", "-pk")
        )
        page = Paginator(rows, _PAGE).get_page(self.request.GET.get("p"))
        check = super().user_has_permission_for_instance
        failed = self.object.calls.filter(status=Call.Status.FAILED).exclude(body="").count()
        names, kinds = attribute_names(), dict(KINDS)
        return {
            **context,
            "endpoint": self.object,
            "page": page,
            "rows": [
                (row, in_words(row.status_code, row.fault), _given(row, names), kinds.get(row.kind, row.kind))
                for row in page
            ],
            "failed": failed,
            "may_call": check("change", self.object),
            "may_see_people": may_see_people(self.request.user),
            "one_again_url": reverse("linesteps_endpoints:send_again", args=[self.object.pk]),
            "again_url": reverse("linesteps_endpoints:call_again", args=[self.object.pk]),
        }


def _given(row: Call, names: Mapping[str, str]) -> str:
    """What kind of thing was given, as the step's form calls it."""
    known = {name: str(label) for name, label in (*FACTS, *DETAILS)}
    known |= {f"attribute.{key}": name for key, name in names.items()}
    return gettext(", ").join(known.get(one, one) for one in row.facts)


class CallAgainView(ObjectPermissionMixin, TemplateView):
    """Takes up all calls that were given up."""

    model = Endpoint
    permission_required = "change"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Under the same ids, so that none counts twice at the other system."""
        rows = self.object.calls.filter(status=Call.Status.FAILED).order_by("pk")[:_MOST_AGAIN]
        count = call_again(list(rows))
        if count:
            log(instance=self.object, action="linesteps.call_again", user=request.user, data={"count": count})
        text = ngettext("%(n)s call is made again.", "%(n)s calls are made again.", count) % {"n": count}
        messages.success(request, text)
        return redirect(reverse("linesteps_endpoints:calls", args=[self.object.pk]))


class SendOneAgainView(ObjectPermissionMixin, TemplateView):
    """Makes one call again, whether it was taken or given up, as long as its text is there."""

    model = Endpoint
    permission_required = "change"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Under the same id: a system that has it already knows it by that."""
        number = request.POST.get("call", "")
        rows = self.object.calls.filter(pk=int(number)) if number.isascii() and number.isdecimal() else []
        if call_again(list(rows), also_taken=True):
            log(instance=self.object, action="linesteps.call_again", user=request.user, data={"count": 1})
            messages.success(request, gettext("It is sent again under the same id."))
        else:
            messages.warning(
                request, gettext("It cannot be sent again: its text is gone, or it is under way.")
            )
        return redirect(reverse("linesteps_endpoints:calls", args=[self.object.pk]))

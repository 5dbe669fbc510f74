"""A friend's personal data: given out as a file, and erased after a question."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.log_actions import log

from linesteps import clock
from linesteps.admin.confirmation import ConfirmView, ObjectPermissionMixin
from linesteps.engine.models import Enrolment
from linesteps.followers.models import Follower
from linesteps.privacy.erase import erase
from linesteps.privacy.export import as_json, personal_data


class PersonalDataView(ObjectPermissionMixin, View):
    """All that is stored of one friend, as a file."""

    model = Follower
    permission_required = "change"
    # By POST: whoever gets it is written down, and no program that follows links fetches it.
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The file; nothing on the way may keep a copy."""
        log(instance=self.object, action="linesteps.export_personal_data", user=request.user)
        response = HttpResponse(
            as_json(personal_data(self.object)), content_type="application/json; charset=utf-8"
        )
        name = f"friend-{self.object.pk}-{clock.now().date().isoformat()}.json"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        response.headers["Cache-Control"] = "no-store"
        return response


class EraseView(ConfirmView):
    """Asks what will be gone, then erases."""

    model = Follower
    permission_required = "delete"
    template_name = "linesteps/admin/erase_friend.html"
    index_url_name = "linesteps_friends:index"
    edit_url_name = "linesteps_friends:inspect"
    page_title = gettext_lazy("Erase personal data")
    button_label = gettext_lazy("Erase for good")
    header_icon = "bin"
    is_serious = True

    def act(self) -> None:
        """Erase, and say so without a name."""
        erase(self.object.pk, by=self.request.user)
        self.object.refresh_from_db()
        log(instance=self.object, action="linesteps.erase_personal_data", user=self.request.user)
        messages.success(self.request, _("The data of this person was erased."))

    def back_url(self) -> str:
        """The list: there is no page of the person any more."""
        is_asked = self.request.method == "GET"
        return (
            reverse(self.edit_url_name, args=[self.object.pk]) if is_asked else reverse(self.index_url_name)
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What goes on with the person now."""
        inside = Enrolment.objects.live().filter(follower=self.object).select_related("scenario")
        names = sorted({run.scenario.name for run in inside.defer("scenario__steps", "scenario__triggers")})
        return super().get_context_data(scenarios=names, **kwargs)

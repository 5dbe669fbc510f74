"""Publishing a message of the library: who will get it, asked before anything changes."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from linesteps.admin.confirmation import ConfirmView
from linesteps.admin.library.columns import library_media
from linesteps.admin.library.listed import Desks
from linesteps.admin.library.listing import NAMESPACE
from linesteps.admin.library.picture import shown
from linesteps.following.publish_message import MessageHasProblems, Outlook, outlook_for, publish_message
from linesteps.library.models import LibraryMessage


class PublishView(ConfirmView):
    """Names the scenarios and the people in them; refuses what one of them could not send."""

    model = LibraryMessage
    permission_required = "publish"
    template_name = "linesteps/admin/library_publish.html"
    page_title = gettext_lazy("Publish")
    header_icon = "upload"
    index_url_name = f"{NAMESPACE}:index"
    edit_url_name = f"{NAMESPACE}:edit"
    button_label = gettext_lazy("Publish")

    def act(self) -> None:
        """Publish, or say what came up meanwhile."""
        try:
            outlook = publish_message(self.object, user=self.request.user)
        except MessageHasProblems as refused:
            messages.error(self.request, " ".join(str(one.message) for one in refused.outlook.problems))
            return
        messages.success(self.request, _said(self.object, outlook))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What it would bring."""
        context = super().get_context_data(**kwargs)
        drawn = self.object
        outlook = outlook_for(drawn)
        return {
            **context,
            "outlook": outlook,
            "people": _people(outlook),
            "shown": json.dumps(shown(drawn, drawn.content(), Desks().of(drawn)), ensure_ascii=False),
            "media": library_media(),
        }


def _people(outlook: Outlook) -> str:
    """How many scenarios, and how many people."""
    count = len(outlook.affected)
    if not count:
        return _("No published scenario uses it yet. Nobody gets it before one does.")
    scenarios = ngettext("%(n)s scenario", "%(n)s scenarios", count) % {"n": count}
    people = ngettext("%(n)s person", "%(n)s people", outlook.people) % {"n": outlook.people}
    return _("It changes in %(scenarios)s, with %(people)s inside now.") % {
        "scenarios": scenarios,
        "people": people,
    }


def _said(message: LibraryMessage, outlook: Outlook) -> str:
    text = _("“%(name)s” is published. Whoever reaches its step from now on gets this message.")
    if not outlook.affected:
        text = _("“%(name)s” is published. Scenarios can use it now.")
    return text % {"name": message.name}

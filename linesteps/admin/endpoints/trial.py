"""A test of another system: one signed call at once, about nobody."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.log_actions import log

from linesteps import clock
from linesteps.admin.confirmation import ConfirmView
from linesteps.calls.call import call
from linesteps.calls.models import Endpoint
from linesteps.calls.result import in_words
from linesteps.calls.signature import request_headers
from linesteps.calls.tell import body_of, type_of

#: What a test is called; a system that does not know it should answer 2xx all the same.
TEST = "test"


class TryView(ConfirmView):
    """Asks, calls once and tells what came back. Nothing is tried again, and nothing stands in the list of calls."""

    model = Endpoint
    page_title = _("Send a test")
    header_icon = "mail"
    index_url_name = "linesteps_endpoints:index"
    edit_url_name = "linesteps_endpoints:edit"
    question = _("Send a signed test to this system now? It says nothing of any friend.")
    button_label = _("Send a test")

    def act(self) -> None:
        """Call, with no transaction open."""
        event_id, moment = uuid.uuid4(), clock.now()
        body = body_of(event_id, type_of(TEST), moment, {}).encode()
        headers = request_headers(
            self.object.signing_key(), str(event_id), int(clock.real_now().timestamp()), body
        )
        answer = call(self.object.url, body, headers)
        log(instance=self.object, action="linesteps.try_system", user=self.request.user)
        words = in_words(answer.status_code, answer.fault.value)
        if answer.is_taken:
            messages.success(self.request, gettext("It took the test. %(words)s") % {"words": words})
        else:
            messages.error(self.request, gettext("It did not take the test. %(words)s") % {"words": words})

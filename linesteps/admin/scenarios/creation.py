"""One form of a new scenario makes one scenario, however often it is posted.

Wagtail saves by itself while somebody fills in the form, and that first save creates the scenario. A
press on the button before the answer has come posts the same form to the same address once more, and
would create a second one.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import resolve, reverse
from wagtail.snippets.views import snippets

from linesteps.scenarios.models import Scenario


class CreatesOnceMixin(snippets.CreateView):
    """For the create and copy views: what the form made already is edited instead."""

    form: Any

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Create the scenario, or save it if this form created it before."""
        made = _made_by(request)
        if made is None:
            try:
                with transaction.atomic():
                    answer: HttpResponse = super().post(request, *args, **kwargs)
                    return answer
            except IntegrityError:
                # The other post of the same form came first, after we looked.
                made = _made_by(request)
                if made is None:
                    raise
        url = reverse("linesteps_scenarios:edit", args=[made])
        return resolve(url).func(request, pk=str(made))

    def save_instance(self) -> Any:
        """Keep the name of the form with what it makes."""
        self.form.instance.creation_key = self.form.cleaned_data.get("creation_key")
        return super().save_instance()


def _made_by(request: HttpRequest) -> int | None:
    """The id of the scenario that the posted form made, if it did."""
    try:
        key = uuid.UUID(request.POST.get("creation_key", ""))
    except ValueError:
        return None
    return Scenario.objects.filter(creation_key=key).values_list("pk", flat=True).first()

"""What friends do on the site beside opening pages: sending forms and downloading documents.

Wagtail tells of documents by a signal that has the request. It tells of forms by none: the request is
remembered while a form page is served, and the submission that is stored meanwhile belongs to it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models.signals import post_save
from django.http import HttpRequest, HttpResponse
from wagtail.documents.models import document_served
from wagtail.models import Page

from linesteps.followers.attributes import set_attribute
from linesteps.followers.models import Attribute, Follower, FollowerAttribute
from linesteps.followers.tags import add_tag
from linesteps.scenarios.models import Scenario, ScenarioTrigger
from linesteps.tracking.devices import is_person
from linesteps.triggers.kind import registry as trigger_kinds
from linesteps.visits.record import record_download, record_form
from linesteps.visits.tie import visitor

logger = logging.getLogger("linesteps.web")

_LONGEST_VALUE = 500
#: The request whose form is served now.
_serving: ContextVar[HttpRequest | None] = ContextVar("linesteps_serving", default=None)

Serve = Callable[[Page, HttpRequest, Any, Any], HttpResponse]


def connect() -> None:
    """Listen to Wagtail, once."""
    document_served.connect(_on_document, dispatch_uid="linesteps")
    if apps.is_installed("wagtail.contrib.forms"):
        post_save.connect(_on_submission, dispatch_uid="linesteps.forms")


def remember_form(serve: Serve) -> Serve:
    """For Wagtail's hook ``on_serve_page``: who sends a form is known while it is stored."""

    def served(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse:
        if request.method != "POST" or not hasattr(page, "process_form_submission"):
            return serve(page, request, args, kwargs)
        token = _serving.set(request)
        try:
            return serve(page, request, args, kwargs)
        finally:
            _serving.reset(token)

    return served


def form_submitted(request: HttpRequest, page: Page, answers: Mapping[str, Any], *, key: str) -> bool:
    """Tell that a form was sent, for sites whose forms store nothing that Wagtail knows.

    Wagtail's own form pages tell it themselves.

    Args:
        request: of whoever sent it.
        page: with the form.
        answers: by the form's own names of its fields.
        key: names this one submission, at most 100 characters.

    Returns:
        Whether it was new, and sent by a friend of whom we may know it. A fault in keeping it is logged
        and never costs the form.
    """
    try:
        follower = visitor(request)
        if follower is None:
            return False
        # Inside the site's own transaction, if it has one: a fault of ours must not undo the form.
        with transaction.atomic():
            if not record_form(follower, page, key=key):
                return False
            _keep(follower, page, answers)
        return True
    except DatabaseError:
        logger.exception("A form was not told of.", extra={"page": page.pk})
        return False


def _on_submission(sender: Any, instance: Any, created: bool, **more: Any) -> None:
    from wagtail.contrib.forms.models import AbstractFormSubmission

    request = _serving.get()
    if request is None or not created or not isinstance(instance, AbstractFormSubmission):
        return
    answers = instance.form_data if isinstance(instance.form_data, Mapping) else {}
    key = f"form:{sender._meta.label_lower}:{instance.pk}"
    form_submitted(request, instance.page, answers, key=key)


def _on_document(sender: Any, instance: Any, request: HttpRequest, **more: Any) -> None:
    agent = request.headers.get("User-Agent", "")
    purpose = request.headers.get("Sec-Purpose", "") or request.headers.get("Purpose", "")
    if not is_person(request.method or "", agent, purpose):
        return
    try:
        follower = visitor(request)
        if follower is not None:
            record_download(follower, instance)
    except DatabaseError:
        # Whoever wants the document gets it.
        logger.exception("A download was not told of.", extra={"document": instance.pk})


def _keep(follower: Follower, page: Page, answers: Mapping[str, Any]) -> None:
    """Write the answers where running scenarios want them."""
    triggers = ScenarioTrigger.objects.filter(
        account=follower.account_id, kind="form_submitted", scenario__in=Scenario.objects.starting()
    )
    kind = trigger_kinds.get("form_submitted")
    for trigger in triggers.order_by("pk"):
        if not kind.matches(trigger.config, {"page": page.pk}):
            continue
        for field, attribute in trigger.config["answers"].items():
            _keep_answer(follower, attribute, answers.get(field))
        if trigger.config["tag"]:
            add_tag(follower, trigger.config["tag"], FollowerAttribute.Source.FORM)


def _keep_answer(follower: Follower, attribute: str, answer: Any) -> None:
    text = ", ".join(map(str, answer)) if isinstance(answer, list | tuple) else str(answer or "").strip()
    if not text and answer is not False:
        return
    try:
        value = (text or "false")[:_LONGEST_VALUE]
        set_attribute(follower, attribute, value, FollowerAttribute.Source.FORM)
    except (Attribute.DoesNotExist, ValidationError):
        # The form asks more freely than the attribute is; what does not fit stays with the form only.
        logger.warning("An answer does not fit the attribute %s.", attribute, extra={"follower": follower.pk})

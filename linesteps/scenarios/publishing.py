"""Going live: at once, at a planned time, or together with a page; the same checks whoever sees to it."""

from __future__ import annotations

import logging
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from linesteps import clock, conf
from linesteps.accounts.mail import tell
from linesteps.failpoints import failpoint
from linesteps.scenarios.carry_over import carry_over
from linesteps.scenarios.compiler import ScenarioHasProblems, compile_scenario
from linesteps.scenarios.guards import ask_guards
from linesteps.scenarios.page_wait import awaited_page, stop_waiting, wait_for
from linesteps.scenarios.publish import publish_version

logger = logging.getLogger("linesteps.scenarios")


class GoesLive(models.Model):
    """How a scenario is published; a part of ``Scenario``."""

    #: Of ``Scenario`` itself.
    current_version: Any

    publish_with = models.ForeignKey(
        Page,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("publish together with this page"),
        help_text=gettext_lazy(
            "When you publish the scenario, it waits until this page is published: by hand, at its planned time, "
            "or when it is approved. Leave it empty to publish at once, or at a time of your own: that is set in the "
            "status panel, by the sign ⓘ at the top."
        ),
    )

    class Meta:
        abstract = True

    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> Any:
        """Publish a revision and compile it to the version that runs, in one commit; or let it wait for its page.

        Every way to publish comes through here: form, workflow, schedule, page, code.

        Raises:
            ScenarioHasProblems: something must be mended first; nothing was changed.
        """
        with transaction.atomic():
            if _is_done(revision):
                return None
            drawn = revision.as_object()
            try:
                compile_scenario(drawn)
                ask_guards(drawn)
            except ScenarioHasProblems as refused:
                if not _is_due_by_schedule(revision):
                    raise
                revision.approved_go_live_at = None
                revision.save(update_fields=["approved_go_live_at"])
                note_refusal(self, revision, str(refused))
                return None
            if (page := awaited_page(drawn)) is not None:
                return self._wait_for(page, revision, *args, **kwargs)
            return self._go_live(drawn, revision, *args, **kwargs)

    def _go_live(self, drawn: Any, revision: Any, *args: Any, **kwargs: Any) -> Any:
        rows: Any = type(self)._default_manager.filter(pk=self.pk)
        was_needed = rows.filter(is_transactional=True).exists()
        answer = super().publish(revision, *args, **kwargs)  # type: ignore[misc]
        stop_waiting(self.pk)
        if drawn.go_live_at is not None and drawn.go_live_at > timezone.now():
            return answer
        version = publish_version(drawn, user=kwargs.get("user"), revision=revision)
        # What it waited for is over; the next change is published at once unless it is said again.
        rows.update(current_version=version, publish_with=None)
        failpoint("scenarios.after_version")
        carry_over(version, inside=drawn.inside, deleted=drawn.deleted)
        failpoint("scenarios.after_carry_over")
        self.current_version, self.publish_with = version, None
        if was_needed != drawn.is_transactional:
            data = {"to": drawn.is_transactional}
            log(instance=self, action="linesteps.transactional", user=kwargs.get("user"), data=data)
        return answer

    def _wait_for(self, page: Page, revision: Any, *args: Any, **kwargs: Any) -> None:
        """Nothing goes live yet; as with a planned time, a review that was under way is over."""
        user = kwargs.get("user")
        skips = bool(kwargs.get("skip_permission_checks"))
        PublishRevisionAction(revision, user=user).check(skip_permission_checks=skips)
        Revision.objects.for_instance(self).update(approved_go_live_at=None)
        wait_for(self.pk, revision, page, user)
        state = self.current_workflow_state  # type: ignore[attr-defined]
        if state and getattr(settings, "WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH", True):
            state.cancel(user=user)
        data = {"page": page.pk, "title": page.get_admin_display_title()}
        log(instance=self, action="linesteps.wait_for_page", user=user, data=data, revision=revision)

    def unpublish(self, *args: Any, **kwargs: Any) -> Any:
        """Take it back; what waited for a page does not wait any more, as with a planned time."""
        with transaction.atomic():
            stop_waiting(self.pk)
            return super().unpublish(*args, **kwargs)  # type: ignore[misc]


def note_refusal(scenario: Any, revision: Any, problems: str) -> None:
    """Somebody planned a publication and nobody is there: say in the history, on its page and by mail that it failed.

    Raising instead would stop the publication of everything else that is due. Call inside a transaction.

    Args:
        scenario: that stays as it was.
        revision: that was to be published.
        problems: what stands in the way, in the site's language.
    """
    with translation.override(conf.language()):
        text = _("It was not published as planned: %(problems)s Mend it and publish it again.")
        sentence = text % {"problems": problems if problems.endswith(("。", ".")) else f"{problems}."}
        subject = _("“%(name)s” was not published") % {"name": scenario}
    _mark(scenario, sentence)
    log(instance=scenario, action="linesteps.publish_refused", data={"problems": problems}, revision=revision)
    logger.error("Scenario %s could not be published as planned: %s", scenario.pk, problems)
    note = (scenario.account, subject, sentence, "linesteps_scenarios:edit", scenario.pk)
    # A mail server is no part of a transaction.
    transaction.on_commit(lambda: tell(*note))


def _mark(scenario: Any, sentence: str) -> None:
    rows = apps.get_model("linesteps", "Scenario").objects.filter(pk=scenario.pk)
    rows.update(attention=sentence[:300], attention_at=clock.now())


def _is_due_by_schedule(revision: Any) -> bool:
    """Whether a plan is at work: its hour has come and nobody is there."""
    planned = revision.approved_go_live_at
    return planned is not None and planned <= timezone.now()


def _is_done(revision: Any) -> bool:
    """Whether another process did what this one still sees as planned: a schedule is kept once.

    The row is held until the transaction ends, so that of two the second one sees what the first did.
    """
    if not _is_due_by_schedule(revision):
        return False
    rows = Revision.objects.select_for_update(of=("self",), no_key=True).filter(pk=revision.pk)
    return not rows.filter(approved_go_live_at__isnull=False).exists()

"""The form of a scenario: drafts are always saved, publishing goes through the checklist."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from wagtail.admin.forms import WagtailAdminModelForm

from linesteps.accounts.models import Account
from linesteps.admin.builder.describe import Sketch, account_of, describe
from linesteps.admin.builder.saving import saving_rights
from linesteps.admin.builder.values import plain_value
from linesteps.admin.builder.widget import BuilderWidget
from linesteps.admin.definitions import keep_definitions
from linesteps.admin.placing import place_errors
from linesteps.checklist.look import ask, errors, look, refusing_checks
from linesteps.checklist.seen import Seen
from linesteps.scenarios.carry_over import Deleted
from linesteps.scenarios.compiler import Found
from linesteps.triggers.stream import triggers_block

#: The fields in which most problems stand.
_DRAWN = ("triggers", "steps", "goals", "exit_rules")


#: The fields of the tab “Goals”: a page sends all of them, or none.
_IN_ONE = ("goals", "exit_rules", "exit_match", "exits_at_goal", "holdout_percent")


class ScenarioForm(WagtailAdminModelForm):
    """Every problem stands at its step; ``found`` lists them all for the message on top."""

    #: On the form of a new scenario: whoever posts it twice means one scenario.
    creation_key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: What the last validation found; empty for drafts.
        self.found: list[Found] = []
        if self.instance.pk:
            del self.fields["creation_key"]
        else:
            self.initial.setdefault("creation_key", uuid.uuid4())
        self._keep_what_was_not_sent()
        fresh = keep_definitions(self)
        if "steps" in self.fields:
            steps = self.fields["steps"]
            saving = saving_rights(self.for_user)
            steps.widget = BuilderWidget(
                steps.block, self.instance.pk, self._describe, saving=saving, fresh=fresh
            )
        if "deleted" in self.fields:
            # Without “none of them”: as long as nothing is chosen, nothing was said.
            self.fields["deleted"].choices = Deleted.choices
        account = self.fields.get("account")
        if account is not None and not self.instance.account_id:
            ids = list(Account.objects.filter(is_active=True).values_list("pk", flat=True)[:2])
            if len(ids) == 1:
                self.initial["account"] = ids[0]

    def _keep_what_was_not_sent(self) -> None:
        """A page that was opened before the tab “Goals” came knows nothing of it, and must not empty it."""
        if self.is_bound and self.add_prefix("exit_match") not in self.data:
            for name in _IN_ONE:
                self.fields.pop(name, None)

    def _describe(self, steps: list[Any]) -> dict[str, Any] | None:
        """The words about stored steps; of what somebody has just posted, the browser knows more."""
        account = None if self.is_bound else account_of(self["account"].value())
        if account is None:
            return None
        triggers = plain_value(triggers_block(), self["triggers"].value())
        page = self.instance.publish_with_id
        sketch = Sketch.of(account, self.instance.pk, steps, triggers, publish_with=page)
        return describe(sketch, steps, triggers)

    def _post_clean(self) -> None:
        """Check the drawn scenario, once the instance has been built from the form.

        Wagtail defers required fields by flags on block objects that threads share, so the compiler
        looks at plain values and trusts nothing that a block said.
        """
        super()._post_clean()
        if self.is_deferred_validation or "account" in self.errors or NON_FIELD_ERRORS in self.errors:
            return
        if any(name in self.errors for name in _DRAWN) or not self.instance.account_id:
            return
        self.found = what_refuses(self.instance)
        values = {name: getattr(self.instance, name) for name in _DRAWN if name in self.fields}
        for name, error in place_errors(self.found, values).items():
            self.add_error(name, error)
        for one in self.found:
            # Plain fields, such as the answer for people at a deleted step.
            name = str(one.place[0])
            if one.problem.is_error and name not in _DRAWN and name in self.fields:
                self.add_error(name, str(one.problem.message))


def what_refuses(drawn: Any) -> list[Found]:
    """What stands in the way of publishing, and what the compiler warns of."""
    seen = Seen(drawn)
    if not any(one.problem.is_error for one in seen.found):
        # Here, before any transaction: while publishing, nobody may wait for the network.
        ask(seen)
    refused = errors(look(seen, checks=refusing_checks()))
    return [one.as_found() for one in refused] + [one for one in seen.found if not one.problem.is_error]

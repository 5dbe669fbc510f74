"""Making a scenario of a template."""

from __future__ import annotations

from typing import Any

from linesteps.accounts.models import Account
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.templates.template import Template
from linesteps.scenarios.transfer import import_scenarios


def use_template(
    template: Template, *, account: Account, user: Any = None, notes: list[str] | None = None
) -> Scenario:
    """A new draft, however often the template was used before.

    Coupons that were chosen when the template was saved are chosen again where the account still has
    them; others come as drafts that LINE does not know yet.

    Args:
        notes: takes a sentence for each thing that had to be left out.

    Raises:
        FormatError: something in the template is wrong; nothing was made.
    """
    (made,) = import_scenarios(
        template.data, account=account, user=user, as_copies=True, keep_coupons=template.coupons, notes=notes
    )
    return made

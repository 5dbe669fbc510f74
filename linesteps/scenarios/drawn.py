"""What checking and compiling need to know of a scenario."""

from __future__ import annotations

from typing import Any, Protocol

from linesteps.accounts.models import Account


class Drawn(Protocol):
    """A drawn scenario: the saved row, a draft's revision as an object, or a form's instance."""

    pk: Any
    account: Account
    steps: Any
    triggers: Any

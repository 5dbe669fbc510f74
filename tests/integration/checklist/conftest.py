"""A shop, and short ways to draw, publish and look at a scenario of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.checklist.checks.trials import forget_trials
from linesteps.engine.versions import forget_versions
from tests.admin.builders import make_account
from tests.integration.checklist.looking import START


@pytest.fixture(autouse=True)
def virtual() -> Iterator[clock.VirtualClock]:
    """A clock that stands on a Sunday morning."""
    forget_versions()
    forget_trials()
    with clock.frozen(START) as frozen:
        yield frozen


@pytest.fixture
def account(db: None) -> Account:
    """An account."""
    return make_account(name="浜の店")


@pytest.fixture
def network(settings: Any) -> Any:
    """The network is asked."""
    settings.LINESTEPS_NETWORK_CHECKS = True
    return settings

"""Scenario files and pictures to import."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from linesteps.errors import FormatError
from linesteps.models import Account, Attribute, Coupon, Scenario
from linesteps.scenarios.transfer import import_scenarios

DOCS = Path(__file__).resolve().parents[3] / "docs" / "reference" / "scenario-format.md"


def make_account(channel_id: str, name: str) -> Account:
    return Account.objects.create(
        name=name, channel_id=channel_id, channel_secret="s", channel_access_token="t"
    )


def example() -> dict[str, Any]:
    """The example of the documentation."""
    found = re.search(r"```json\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def changed(path: str, value: Any) -> dict[str, Any]:
    """The example with the part at a dotted path replaced; ``KeyError`` values delete it."""
    data = example()
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".") if part]
    at: Any = data
    for part in way:
        at = at[part]
    if value is KeyError:
        del at[last]
    else:
        at[last] = value
    return data


def refused(data: Any, account: Account) -> FormatError:
    """The error that an import ends with; it must not leave anything behind."""
    with pytest.raises(FormatError) as caught:
        import_scenarios(data, account=account)
    assert not Scenario.objects.exists()
    assert not Coupon.objects.exists()
    assert not Attribute.objects.exists()
    return caught.value

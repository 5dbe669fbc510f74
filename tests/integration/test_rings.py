"""The doorbell rings once for all that one transaction rings for, and is silent for what was undone."""

from __future__ import annotations

import pytest
from django.db import transaction

from linesteps import doorbell


class UndoneError(Exception):
    """Rolls a savepoint back."""


@pytest.mark.django_db(transaction=True)
def test_rings_of_one_transaction_are_one_and_none_that_is_needed_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rung: list[str] = []
    monkeypatch.setattr(doorbell, "_ring", rung.append)
    with transaction.atomic():
        for _number in range(3):
            doorbell.ring("a")
        with transaction.atomic():
            doorbell.ring("b")
        doorbell.ring("b")
        with pytest.raises(UndoneError), transaction.atomic():
            doorbell.ring("c")
            doorbell.ring("d")
            raise UndoneError
        doorbell.ring("c")
        assert rung == []
    assert rung == ["a", "b", "c"]
    # The next transaction, and what stands in none, ring again.
    with transaction.atomic():
        doorbell.ring("a")
    doorbell.ring("a")
    assert rung == ["a", "b", "c", "a", "a"]

"""Whether a migration may run while workers of the release before still work: expand first, contract a release later.

Those workers know nothing of what is new: they name columns when they write, and leave new ones out. So a
migration may add what they need not fill, and must leave alone what they use. What takes something away comes
with the release after the one that stopped using it, and says so by its name: ``0007_contract_…``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import migrations, models

#: Begins the name of a migration that takes away what the release before does not use any more.
CONTRACT = "contract_"
_HARMLESS = (
    migrations.CreateModel,
    migrations.AddIndex,
    migrations.RemoveIndex,
    migrations.RemoveConstraint,
    migrations.AlterModelOptions,
    migrations.AlterModelManagers,
)
_TAKES_AWAY = (migrations.RemoveField, migrations.DeleteModel)


def refusals(name: str, operations: Iterable[Any]) -> list[str]:
    """What in a migration workers of the release before could not live with, one sentence each.

    Args:
        name: of the migration, such as ``0007_contract_old_names``.
        operations: of it.
    """
    is_contract = name.partition("_")[2].startswith(CONTRACT)
    return [f"{name}: {why}" for one in operations for why in _against(one, is_contract)]


def _against(one: Any, is_contract: bool) -> Iterator[str]:
    said = one.describe()
    if isinstance(one, migrations.SeparateDatabaseAndState):
        for inner in one.database_operations:
            yield from _against(inner, is_contract)
    elif isinstance(one, migrations.AddField):
        if not _may_be_left_out(one.field):
            yield f"{said}: old code leaves the column out. Let it be empty, or give it a db_default."
    elif isinstance(one, migrations.AlterField):
        yield f"{said}: old code writes and reads it as it was. Add a column beside it, and change over."
    elif isinstance(one, _TAKES_AWAY):
        if not is_contract:
            yield f"{said}: old code uses it. Take it away a release later, in a migration “{CONTRACT}…”."
    elif isinstance(one, migrations.RunPython | migrations.RunSQL):
        if not one.reversible:
            yield f"{said}: it cannot be taken back."
    elif not isinstance(one, _HARMLESS):
        yield f"{said}: old code would fail on it, or break its promise. Split it up."


def _may_be_left_out(field: Any) -> bool:
    if isinstance(field, models.ManyToManyField) or field.null:
        return True
    return bool(field.db_default is not models.NOT_PROVIDED)

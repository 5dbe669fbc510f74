"""Publishing again with people inside: what changes, and how many people stand there now."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from linesteps.checklist.seen import Seen, names_of
from linesteps.engine.models import Enrolment
from linesteps.graph import Graph
from linesteps.scenarios.carry_over import standings
from linesteps.scenarios.plain import plain


class Kind(StrEnum):
    """What is different at a step."""

    #: How long people wait there.
    TIME = "time"
    #: What they get, or who is told from whom.
    CONTENT = "content"
    #: It is gone.
    DELETED = "deleted"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One step that is different.

    Args:
        step_id: which one.
        where: such as 「3. お客様の声」, as it is called now or was last.
        kind: what is different.
        people: how many stand there now.
    """

    step_id: str
    where: str
    kind: Kind
    people: int


@dataclass(frozen=True, kw_only=True)
class LiveEdit:
    """What a new version means for the people inside.

    Args:
        inside: how many there are.
        changes: in reading order; deleted steps last.
        at_deleted: how many stand at deleted steps.
    """

    inside: int
    changes: tuple[Change, ...]
    at_deleted: int


def live_edit(seen: Seen) -> LiveEdit | None:
    """What changes for people inside; ``None`` when nobody is, or the drawing has errors."""
    if seen.saved is None or seen.saved.current_version is None or seen.compiled is None:
        return None
    inside = Enrolment.objects.live().filter(scenario=seen.saved).count()
    if not inside:
        return None
    new, old = seen.compiled.graph, Graph.from_json(seen.saved.current_version.graph)
    here: Counter[str] = Counter()
    for one in standings(seen.saved.pk, new):
        here[one.step_id] += one.people
    names = {**names_of(plain(seen.saved.steps)), **names_of(seen.steps)}
    changed = [
        Change(step_id=step_id, where=names[step_id], kind=_kind(new, step_id), people=here[step_id])
        for step_id in seen.kind_of
        if step_id in old.nodes
        and step_id in new.nodes
        and old.nodes[step_id].config != new.nodes[step_id].config
    ]
    # Who still runs an older version may stand at a step that the last one had lost already.
    gone = [step_id for step_id in names if step_id in old.nodes and step_id not in new.nodes]
    gone += sorted(step_id for step_id in here if step_id not in new.nodes and step_id not in gone)
    deleted = [
        Change(step_id=step_id, where=names.get(step_id, ""), kind=Kind.DELETED, people=here[step_id])
        for step_id in gone
    ]
    return LiveEdit(
        inside=inside,
        changes=(*changed, *deleted),
        at_deleted=sum(one.people for one in deleted),
    )


def _kind(graph: Graph, step_id: str) -> Kind:
    return Kind.TIME if graph.nodes[step_id].kind == "wait" else Kind.CONTENT

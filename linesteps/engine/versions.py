"""Compiled graphs by version, kept in memory: versions never change."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from linesteps.graph import Graph
from linesteps.personalise import Template
from linesteps.scenarios.models import ScenarioVersion

#: Graphs of versions that will never be committed, by their id, which nothing else ever has.
_on_trial: dict[int, Graph] = {}


@contextmanager
def on_trial(version_id: int, graph: Graph) -> Iterator[None]:
    """Within the block, ``graph`` is that of a version that is going to be rolled back; then it is forgotten."""
    _on_trial[version_id] = graph
    try:
        yield
    finally:
        del _on_trial[version_id]


def is_on_trial(version_id: int) -> bool:
    """Whether nothing of what a version does will be kept."""
    return version_id in _on_trial


def graph_of(version_id: int) -> Graph:
    """The graph of a version."""
    return _on_trial.get(version_id) or _stored_graph(version_id)


def template_of(version_id: int, step_id: str) -> Template:
    """The messages of a send step as a template, built once per process."""
    if version_id in _on_trial:
        return _template(_on_trial[version_id], step_id)
    return _stored_template(version_id, step_id)


@lru_cache(maxsize=256)
def _stored_graph(version_id: int) -> Graph:
    return Graph.from_json(ScenarioVersion.objects.values_list("graph", flat=True).get(pk=version_id))


@lru_cache(maxsize=4096)
def _stored_template(version_id: int, step_id: str) -> Template:
    return _template(_stored_graph(version_id), step_id)


def _template(graph: Graph, step_id: str) -> Template:
    config = graph.nodes[step_id].config
    json_text = json.dumps(config["messages"], ensure_ascii=False, separators=(",", ":"))
    return Template(json_text, config.get("bounds"))


def forget_versions() -> None:
    """Empty the memory (tests, whose databases reuse ids)."""
    _stored_graph.cache_clear()
    _stored_template.cache_clear()

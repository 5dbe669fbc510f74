"""Compiled graphs by version, kept in memory: versions never change."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from linesteps.graph import Graph
from linesteps.messages.parts.view_image import without_image
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


def template_of(version_id: int, step_id: str, *, has_image: bool = True) -> Template:
    """The messages of a send step as a template, built once per process.

    Args:
        version_id: which version.
        step_id: which of its steps.
        has_image: whether the tracked image stays in, if it is there.
    """
    if version_id in _on_trial:
        return _template(_on_trial[version_id], step_id, has_image)
    return _stored_template(version_id, step_id, has_image)


@lru_cache(maxsize=256)
def _stored_graph(version_id: int) -> Graph:
    return Graph.from_json(ScenarioVersion.objects.values_list("graph", flat=True).get(pk=version_id))


@lru_cache(maxsize=4096)
def _stored_template(version_id: int, step_id: str, has_image: bool) -> Template:
    return _template(_stored_graph(version_id), step_id, has_image)


def _template(graph: Graph, step_id: str, has_image: bool) -> Template:
    config = graph.nodes[step_id].config
    messages = config["messages"] if has_image else without_image(config["messages"])
    json_text = json.dumps(messages, ensure_ascii=False, separators=(",", ":"))
    return Template(json_text, config.get("bounds"))


def forget_versions() -> None:
    """Empty the memory (tests, whose databases reuse ids)."""
    _stored_graph.cache_clear()
    _stored_template.cache_clear()

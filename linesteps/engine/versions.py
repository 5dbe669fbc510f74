"""Compiled graphs by version, kept in memory: versions never change."""

from __future__ import annotations

import json
from functools import lru_cache

from linesteps.graph import Graph
from linesteps.personalise import Template
from linesteps.scenarios.models import ScenarioVersion


@lru_cache(maxsize=256)
def graph_of(version_id: int) -> Graph:
    """The graph of a version."""
    return Graph.from_json(ScenarioVersion.objects.values_list("graph", flat=True).get(pk=version_id))


@lru_cache(maxsize=4096)
def template_of(version_id: int, step_id: str) -> Template:
    """The messages of a send step as a template, built once per process."""
    messages = graph_of(version_id).nodes[step_id].config["messages"]
    return Template(json.dumps(messages, ensure_ascii=False, separators=(",", ":")))


def forget_versions() -> None:
    """Empty the memory (tests, whose databases reuse ids)."""
    graph_of.cache_clear()
    template_of.cache_clear()

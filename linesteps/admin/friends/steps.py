"""What steps of stored versions are called, for pages that tell of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from linesteps.messages.shown.line import in_a_line
from linesteps.personalise import readable
from linesteps.scenarios.models import ScenarioVersion
from linesteps.steps.kind import registry


def graphs_of(version_ids: set[int]) -> dict[int, Mapping[str, Any]]:
    """The stored graphs of versions, in one query."""
    return dict(ScenarioVersion.objects.filter(pk__in=version_ids).values_list("pk", "graph"))


def node_config(graphs: Mapping[int, Mapping[str, Any]], version_id: int, step_id: str) -> Mapping[str, Any]:
    """A step's compiled config; empty for a step that is not there."""
    node = graphs.get(version_id, {}).get("nodes", {}).get(step_id) or {}
    config: Mapping[str, Any] = node.get("config") or {}
    return config


def label_of(config: Mapping[str, Any]) -> str:
    """How an editor would call a compiled step: its name, else its first words."""
    if config.get("name"):
        return str(config["name"])
    messages = config.get("messages") or []
    words = readable(in_a_line(messages[0])).strip() if messages else ""
    return Truncator(words).chars(40)


def words_of(kind: str, config: Mapping[str, Any]) -> str:
    """How an editor would call a compiled step, also one without a name: by what it does."""
    if words := label_of(config):
        return words
    return str(_label(kind)) if kind in registry else kind.replace("_", " ")


@cache
def _label(kind: str) -> Any:
    """How the menu calls a kind; kept, since blocks are dear to make."""
    return registry.get(kind).block().label


def path_label(config: Mapping[str, Any], port: str) -> str:
    """What the path behind a port is called."""
    for path in config.get("paths") or []:
        if path.get("port") == port:
            return str(path.get("label") or port)
    return _("Everyone else")

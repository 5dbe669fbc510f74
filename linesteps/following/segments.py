"""Segments that change: whoever waits for one is woken by what it asks now, not by what it asked at publication."""

from __future__ import annotations

import logging
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save

from linesteps.audiences.models import Segment
from linesteps.conditions.kind import registry as condition_kinds
from linesteps.graph import Graph
from linesteps.messages.kind import UNREADABLE
from linesteps.scenarios.asked import store_asked
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.refresh import versions_in_use

logger = logging.getLogger("linesteps.following")


def connect() -> None:
    """Listen to Django, once."""
    post_save.connect(_on_segment, sender=Segment, dispatch_uid="linesteps.segments")


def _on_segment(sender: Any, instance: Segment, update_fields: Any = None, **more: Any) -> None:
    """Only a segment that asks about scenarios, or has one inside that does, can need more than it did."""
    if update_fields is not None or not instance.compiled:
        return
    config = {"segment": instance.pk, "account": instance.account_id, "is_absent": False}
    try:
        if not condition_kinds.get("in_segment").scenarios(config):
            return
    except UNREADABLE:
        # Such as a kind that is not installed any more: who waits for it is not woken by anything.
        logger.exception("Nobody can tell what segment %s asks about.", instance.pk)
        return
    for pk in Scenario.every.filter(account=instance.account_id).order_by("pk").values_list("pk", flat=True):
        _ask_anew(pk)


def _ask_anew(scenario_id: int) -> None:
    """Note again what the versions in use ask about.

    The lock waits for a publication under way (its new version points at this row), which may have read the segment
    as it was. One scenario at a time: whoever starts people in several holds their rows in an order of its own.
    """
    with transaction.atomic():
        scenario = Scenario.every.select_for_update(of=("self",)).filter(pk=scenario_id).first()
        for version in versions_in_use(scenario) if scenario else ():
            try:
                store_asked(version, Graph.from_json(version.graph))
            except UNREADABLE:
                logger.exception("Nobody can tell what version %s asks about.", version.pk)

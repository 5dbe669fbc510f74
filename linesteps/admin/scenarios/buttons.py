"""The buttons of a scenario, in its own page and in the list."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import Button

from linesteps.admin.scenarios.operation import Verb, verbs_for
from linesteps.scenarios.models import Scenario

_NAMESPACE = "linesteps_scenarios"


def first_verb(scenario: Scenario) -> Verb | None:
    """What is wanted most: to pause what runs, and to resume what is paused."""
    verbs = {verb.name: verb for verb in verbs_for(scenario)}
    return verbs.get("pause") or verbs.get("resume")


def results_button(scenario: Scenario) -> list[Button]:
    """The way to the figures, once there can be any."""
    if scenario.current_version_id is None:
        return []
    url = reverse(f"{_NAMESPACE}:results", args=[scenario.pk])
    return [Button(_("Results"), url=url, icon_name="view", priority=30)]


def template_button(scenario: Scenario) -> Button:
    """To begin others like this one."""
    url = reverse(f"{_NAMESPACE}:save_as_template", args=[scenario.pk])
    return Button(_("Save as a template"), url=url, icon_name="copy", priority=50)


def existing_friends_button(scenario: Scenario) -> list[Button]:
    """The way to people who were friends before, while they could start."""
    is_open = scenario.live and scenario.current_version_id and scenario.state == Scenario.State.ACTIVE
    if not is_open:
        return []
    url = reverse(f"{_NAMESPACE}:existing_friends", args=[scenario.pk])
    return [Button(_("Start for existing friends"), url=url, icon_name="group", priority=35)]


def operation_buttons(scenario: Scenario) -> list[Button]:
    """One for each thing that can be done with a running scenario now."""
    buttons = []
    for number, verb in enumerate(verbs_for(scenario)):
        url = reverse(f"{_NAMESPACE}:operate", args=[scenario.pk, verb.name])
        buttons.append(Button(verb.label, url=url, icon_name=verb.icon, priority=100 + number))
    return buttons

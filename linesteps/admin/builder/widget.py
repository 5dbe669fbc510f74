"""The steps field as the builder: one hidden JSON value, and Wagtail's form of one step at a time.

Wagtail would draw the form of every step: 34,000 elements for 200 of them, and more fields than Django
takes. Here the browser posts the stream as JSON, with the fields of the step that is open; a post of
Wagtail's own form (no script, tests, other tools) is understood as before.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable
from typing import Any

from django import forms
from django.core.exceptions import SuspiciousOperation
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.staticfiles import versioned_static
from wagtail.blocks.base import get_error_json_data

from linesteps.admin.builder.describe import kinds, presets
from linesteps.admin.builder.strings import strings
from linesteps.admin.builder.values import OPEN_PREFIX, from_form, plain_value
from linesteps.admin.definitions import KeptBlockWidget
from linesteps.blocks.recursion import walk_plain


class BuilderWidget(KeptBlockWidget):
    """Draws the place of the builder and reads what it posts.

    Args:
        block_def: the root block.
        scenario_id: whose steps they are, if it is saved already.
        describe: the words about plain steps (`describe.describe`), so that the page can show them at
            once; the browser asks for them itself where it gives None.
        saving: what the person may do with messages of the library (`saving.saving_rights`).
        fresh: as of `KeptBlockWidget`.
    """

    def __init__(
        self,
        block_def: Any,
        scenario_id: int | None = None,
        describe: Callable[[list[Any]], dict[str, Any] | None] = lambda _steps: None,
        saving: dict[str, bool] | None = None,
        fresh: dict[Hashable, Any] | None = None,
    ) -> None:
        super().__init__(block_def, fresh=fresh)
        self.scenario_id = scenario_id
        self.describe = describe
        self.saving = saving

    def render_with_errors(
        self, name: str, value: Any, attrs: Any = None, errors: Any = None, renderer: Any = None
    ) -> str:
        """The hidden value, the packed definition, and what the script starts from."""
        steps = plain_value(self.block_def, value)
        start = {
            "scenario": self.scenario_id,
            "kinds": kinds(),
            "presets": presets(),
            "strings": strings(),
            "described": self.describe(steps),
            "openPrefix": OPEN_PREFIX,
            "saving": self.saving,
            "error": get_error_json_data(errors.as_data()[0]) if errors else None,
            "urls": {
                "describe": reverse("linesteps_scenarios:describe"),
                "state": reverse("linesteps_scenarios:step_state"),
                "value": reverse("linesteps_scenarios:step_value"),
                "copy": reverse("linesteps_scenarios:step_copy"),
                "save": reverse("linesteps_scenarios:save_message"),
                "count": reverse("linesteps_scenarios:count"),
                "countFields": reverse("linesteps_scenarios:count_fields"),
            },
        }
        return render_to_string(
            "linesteps/admin/builder.html",
            {
                "name": name,
                "steps_json": json.dumps(steps, ensure_ascii=False, cls=DjangoJSONEncoder),
                "start": start,
                "start_id": f"{name}-builder-start",
                "definition": self.block_json,
            },
        )

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The posted stream, with the open step as its fields say."""
        posted = data.get(f"{name}-json")
        if posted is None:
            return super().value_from_datadict(data, files, name)
        try:
            steps = json.loads(posted)
        except (ValueError, RecursionError) as error:
            # An empty list instead would wipe the scenario.
            raise SuspiciousOperation("steps are not JSON") from error
        if not isinstance(steps, list):
            raise SuspiciousOperation("steps are not a list")
        _put_open_step(steps, data, files)
        return self.block_def.to_python(steps)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Whether neither of the two ways was posted."""
        return f"{name}-json" not in data and super().value_omitted_from_data(data, files, name)

    @cached_property
    def media(self) -> forms.Media:
        """Wagtail's scripts for blocks, then the builder."""
        return super().media + forms.Media(
            js=[versioned_static("linesteps/builder.js")],
            css={"all": [versioned_static("linesteps/builder.css")]},
        )


def _put_open_step(steps: Any, data: Any, files: Any) -> None:
    """Between two exchanges with the server, the fields of the open step are newer than its value."""
    open_id = data.get(f"{OPEN_PREFIX}-id")
    if not open_id or not isinstance(steps, list):
        return
    for step in walk_plain(steps):
        if step.get("id") == open_id:
            step["value"] = from_form(step["type"], step["value"], data, files)
            return

"""Templates from folders: one JSON file for each template and language, found by its place."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from linesteps import conf
from linesteps.errors import FormatError
from linesteps.scenarios.templates.template import Template
from linesteps.scenarios.templates.words import GOALS
from linesteps.scenarios.transfer.about import check_about
from linesteps.scenarios.transfer.reading import expect, inside, members_of, read_file

logger = logging.getLogger("linesteps.scenarios")

BUILT_IN = Path(__file__).resolve().parent
_FALLBACK = "en"


def all_templates(language: str) -> list[Template]:
    """Those of linesteps and of the site's folders, by goal and name.

    A file of the site replaces one of linesteps that has the same name.

    Args:
        language: such as ``ja`` or ``ja-jp``; a folder that does not have it is read in English.
    """
    found: dict[str, Template] = {}
    for folder in (BUILT_IN, *conf.template_folders()):
        for path in files_in(folder, language):
            try:
                template = read_template(path)
            except (FormatError, OSError) as error:
                # linesteps.W017 names it, too. One bad file must not take the others away.
                logger.error("The template %s is left out: %s", path, error)
                continue
            found[template.ref] = template
    return sorted(found.values(), key=_rank)


def _rank(template: Template) -> tuple[int, bool, str]:
    goals = list(GOALS)
    goal = goals.index(template.goal) if template.goal in goals else len(goals)
    # Those of the examples first, as they are the ones that the manual speaks of.
    return goal, not template.ref.startswith("sc"), template.ref


def files_in(folder: Path, language: str) -> Iterator[Path]:
    """The files of one folder in one language, in English if it does not have it."""
    short = language.lower().replace("_", "-").partition("-")[0]
    # Whatever a browser asks for must not lead out of the folder.
    place = folder / short if short.isalpha() else folder / _FALLBACK
    if not any(place.glob("*.json")):
        place = folder / _FALLBACK
    yield from sorted(place.glob("*.json"))


def read_template(path: Path) -> Template:
    """The template in a file; whether its steps can be used is checked when it is.

    Raises:
        FormatError: something in the file is wrong.
        OSError: it cannot be read.
    """
    return template_of(read_file(path.read_bytes()), ref=path.stem)


def template_of(data: dict[str, Any], *, ref: str, **more: Any) -> Template:
    """The template that a file's content describes.

    Raises:
        FormatError: the words about it are wrong, or it does not hold exactly one scenario.
    """
    about = check_about(data.get("template", {}), "template")
    scenarios = expect(data.get("scenarios"), list, "scenarios")
    if len(scenarios) != 1:
        raise FormatError("scenarios", "A template holds one scenario.")
    entry = members_of(scenarios[0], inside("scenarios", 0), ("key", "name", "steps"))
    expect(entry["steps"], list, "scenarios[0].steps")
    return Template(
        ref=ref,
        title=str(data.get("title") or entry["name"]),
        summary=str(data.get("summary") or ""),
        goal=about.get("goal", ""),
        trade=about.get("trade", ""),
        sends_on=tuple(about.get("sends_on", ())),
        needs=tuple(about.get("needs", ())),
        data=data,
        **more,
    )

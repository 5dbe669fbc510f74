"""A filled-in example of each design: what people see who choose one.

Examples never go to a friend: their pictures are drawings of ours, and their links lead nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin

from django.templatetags.static import static
from django.utils.encoding import force_str
from django.utils.functional import Promise

from linesteps.messages.kind import Compiling
from linesteps.messages.links import EXAMPLE_SITE

#: Where the buttons of examples lead.
EXAMPLE_PAGE = EXAMPLE_SITE


def said(example: Any) -> Any:
    """The example in the reader's language."""
    if isinstance(example, dict):
        return {name: said(part) for name, part in example.items()}
    if isinstance(example, list):
        return [said(part) for part in example]
    return force_str(example) if isinstance(example, Promise) else example


def pictures_at(site: str) -> Callable[[Any, str, Compiling], str]:
    """What gives the address of a drawing by its name, such as ``bread``.

    Args:
        site: the address of this site, since the chat draws pictures of absolute addresses only.
    """
    return lambda name, _cut, _compiling: urljoin(site, static(f"linesteps/examples/{name}.svg"))

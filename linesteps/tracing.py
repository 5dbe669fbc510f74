"""Spans for OpenTelemetry where a site has it; nothing at all where it has not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

try:
    from opentelemetry import trace
except ImportError:
    span: Callable[..., AbstractContextManager[Any]] = lambda name, **ids: nullcontext()  # noqa: E731
else:
    _tracer = trace.get_tracer("linesteps")

    @contextmanager
    def _span(name: str, **ids: int | str) -> Iterator[Any]:
        with _tracer.start_as_current_span(
            f"linesteps.{name}", attributes={f"linesteps.{key}": value for key, value in ids.items()}
        ) as current:
            yield current

    span = _span

"""For machines: is it healthy, and numbers for Prometheus. No personal data in either."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.views import View

from linesteps import conf
from linesteps.health.finding import Figure, as_json, levels
from linesteps.health.look import FOR_MACHINES, look


def _knows(request: HttpRequest, token: str) -> bool:
    """Whether the request carries the token, as ``Authorization: Bearer …``."""
    return constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}")


@method_decorator(login_not_required, name="dispatch")
class HealthView(View):
    """200 while what is due gets done, else 503. The texts only for who knows the token."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Look, in a fixed number of queries a check."""
        token = conf.health_token()
        if token and not _knows(request, token):
            return HttpResponse(status=404)
        with translation.override("en"):
            findings = look(*FOR_MACHINES)
        is_out = any(one.is_outage for one in findings)
        answer: dict[str, Any] = as_json(findings) if token else {"checks": levels(findings)}
        answer["status"] = "out" if is_out else "ok"
        response = JsonResponse(answer, status=503 if is_out else 200)
        response["Cache-Control"] = "no-store"
        return response


@method_decorator(login_not_required, name="dispatch")
class MetricsView(View):
    """Only where LINESTEPS_METRICS_TOKEN is set and prometheus_client is installed."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """The figures of all checks."""
        token = conf.metrics_token()
        if not token or not _knows(request, token):
            raise Http404
        try:
            from prometheus_client import CollectorRegistry, generate_latest
            from prometheus_client.exposition import CONTENT_TYPE_LATEST
        except ImportError:
            return HttpResponse("Install linesteps[metrics].", status=501, content_type="text/plain")
        # A registry of this request: several processes answer, and all of them read the database.
        registry = CollectorRegistry()
        with translation.override("en"):
            findings = look(*FOR_MACHINES)
        registry.register(_Collector([figure for one in findings for figure in one.figures]))
        return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class _Collector:
    """The figures in Prometheus's form."""

    def __init__(self, figures: list[Figure]) -> None:
        self.figures = figures

    def collect(self) -> Iterable[Any]:
        """One family for each name."""
        from prometheus_client.core import GaugeMetricFamily

        families: dict[str, Any] = {}
        for figure in self.figures:
            family = families.get(figure.name)
            if family is None:
                names = [name for name, _value in figure.labels]
                family = GaugeMetricFamily(f"linesteps_{figure.name}", figure.help, labels=names)
                families[figure.name] = family
            family.add_metric([value for _name, value in figure.labels], figure.value)
        return families.values()

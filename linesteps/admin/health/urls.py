"""Addresses of the page and its acts, under the admin's."""

from __future__ import annotations

from django.urls import path

from linesteps.admin.health.acts import RescueView, UnclearView
from linesteps.admin.health.page import HealthView

urlpatterns = [
    path("linesteps/status/", HealthView.as_view(), name="linesteps_health"),
    path("linesteps/status/run/<int:pk>/<slug:verb>/", RescueView.as_view(), name="linesteps_health_run"),
    path("linesteps/status/send/<int:pk>/<slug:verb>/", UnclearView.as_view(), name="linesteps_health_send"),
]

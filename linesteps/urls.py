"""Addresses that LINE and followers call; a site includes them under any prefix."""

from __future__ import annotations

from django.urls import path

from linesteps.web.coupon import CouponView, UseCouponView
from linesteps.web.demo_clock import next_event
from linesteps.web.health import HealthView, MetricsView
from linesteps.web.links import LinkView
from linesteps.web.pictures import PictureView
from linesteps.web.webhook import WebhookView

app_name = "linesteps"
urlpatterns = [
    path("webhook/<slug:slug>/", WebhookView.as_view(), name="webhook"),
    path("l/<str:token>/", LinkView.as_view(), name="link"),
    path("c/<str:token>/", CouponView.as_view(), name="coupon"),
    path("c/<str:token>/use/", UseCouponView.as_view(), name="use_coupon"),
    path("p/<str:token>/<int:width>", PictureView.as_view(), name="picture"),
    path("health/", HealthView.as_view(), name="health"),
    path("metrics/", MetricsView.as_view(), name="metrics"),
    path("demo/next-event/", next_event, name="demo_next_event"),
]

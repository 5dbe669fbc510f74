"""Addresses that LINE and followers call; a site includes them under any prefix."""

from __future__ import annotations

from django.urls import path

from linesteps.api import service
from linesteps.web.connect import ConnectView
from linesteps.web.coupon import CouponView, UseCouponView
from linesteps.web.demo_clock import next_event
from linesteps.web.health import HealthView, MetricsView
from linesteps.web.hook import HookView
from linesteps.web.liff import LiffView
from linesteps.web.links import LinkView
from linesteps.web.pictures import PictureView
from linesteps.web.route import RouteView
from linesteps.web.view_image import ViewImageView
from linesteps.web.visits import AnswerView, AskView, ChoiceView, VisitView
from linesteps.web.webhook import WebhookView

app_name = "linesteps"
urlpatterns = [
    path("webhook/<slug:slug>/", WebhookView.as_view(), name="webhook"),
    path("hook/<str:slug>/", HookView.as_view(), name="hook"),
    path("l/<str:token>/", LinkView.as_view(), name="link"),
    path("v/<str:token>.png", ViewImageView.as_view(), name="view_image"),
    path("c/<str:token>/", CouponView.as_view(), name="coupon"),
    path("c/<str:token>/use/", UseCouponView.as_view(), name="use_coupon"),
    path("r/<slug:code>/", RouteView.as_view(), name="route"),
    path("liff/<int:account_id>/", LiffView.as_view(), name="liff"),
    path("liff/<int:account_id>/<path:path>", LiffView.as_view(), name="liff_page"),
    path("connect/<int:account_id>/", ConnectView.as_view(), name="connect"),
    path("p/<str:token>/<int:width>", PictureView.as_view(), name="picture"),
    path("visits/", ChoiceView.as_view(), name="visits"),
    path("visits/page/", VisitView.as_view(), name="visit"),
    path("visits/ask/", AskView.as_view(), name="visits_ask"),
    path("visits/answer/", AnswerView.as_view(), name="visits_answer"),
    path("health/", HealthView.as_view(), name="health"),
    path("metrics/", MetricsView.as_view(), name="metrics"),
    path("api/v1/", service.urls()),
    path("demo/next-event/", next_event, name="demo_next_event"),
]

"""The addresses of the phone beside the form."""

from __future__ import annotations

from django.urls import include, path

from linesteps.admin.preview import testing, views

_patterns = (
    [
        path("", views.ConversationView.as_view(), name="conversation"),
        path("testers/", testing.TestersView.as_view(), name="testers"),
        path("test/", testing.SendTestView.as_view(), name="send_test"),
        path("test/status/", testing.TestStatusView.as_view(), name="test_status"),
    ],
    "linesteps_preview",
)
urlpatterns = [path("linesteps/preview/", include(_patterns))]

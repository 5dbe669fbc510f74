"""The addresses of the dialog."""

from __future__ import annotations

from django.urls import include, path

from linesteps.admin.checklist import views

_patterns = (
    [
        path("", views.LookView.as_view(), name="look"),
        path("ask/", views.AskView.as_view(), name="ask"),
        path("greeting/", views.GreetingView.as_view(), name="greeting"),
        path("vouch/", views.VouchView.as_view(), name="vouch"),
    ],
    "linesteps_checklist",
)
urlpatterns = [path("linesteps/checklist/", include(_patterns))]

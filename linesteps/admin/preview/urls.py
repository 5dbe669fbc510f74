"""The addresses of the phone beside the form."""

from __future__ import annotations

from django.urls import include, path

from linesteps.admin.preview import views

_patterns = ([path("", views.ConversationView.as_view(), name="conversation")], "linesteps_preview")
urlpatterns = [path("linesteps/preview/", include(_patterns))]

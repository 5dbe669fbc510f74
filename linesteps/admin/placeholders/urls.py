"""What the text fields with chips ask."""

from __future__ import annotations

from django.urls import include, path

from linesteps.admin.placeholders import views

_patterns = ([path("names/", views.NamesView.as_view(), name="names")], "linesteps_placeholders")
urlpatterns = [path("linesteps/placeholders/", include(_patterns))]

"""What the drawing of areas asks."""

from __future__ import annotations

from django.urls import include, path

from linesteps.admin.areas import views

_patterns = ([path("picture/<int:pk>/", views.picture, name="picture")], "linesteps_areas")
urlpatterns = [path("linesteps/areas/", include(_patterns))]

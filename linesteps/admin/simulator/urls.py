"""The addresses of the drawer."""

from __future__ import annotations

from django.urls import include, path

from linesteps.admin.simulator import views

_patterns = (
    [
        path("", views.SimulateView.as_view(), name="simulate"),
        path("people/", views.PeopleView.as_view(), name="people"),
        path("checks/", views.CasesView.as_view(), name="cases"),
        path("checks/save/", views.SaveCaseView.as_view(), name="save_case"),
        path("checks/delete/", views.DeleteCaseView.as_view(), name="delete_case"),
    ],
    "linesteps_simulator",
)
urlpatterns = [path("linesteps/simulator/", include(_patterns))]

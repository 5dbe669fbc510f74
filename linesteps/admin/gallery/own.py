"""Templates of one's own: saved from a scenario, renamed, deleted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, UpdateView
from wagtail.admin import messages
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.log_actions import log

from linesteps.admin.confirmation import ConfirmView
from linesteps.admin.gallery.finding import may_change
from linesteps.admin.gallery.page import NAMESPACE, GalleryPage
from linesteps.errors import FormatError
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.templates.models import ScenarioTemplate
from linesteps.scenarios.templates.save import save_as_template
from linesteps.scenarios.templates.words import GOALS, TRADES


class OwnTemplateForm(forms.ModelForm):  # type: ignore[type-arg]
    """What the gallery says of it."""

    goal = forms.ChoiceField(label=gettext_lazy("goal"), choices=list(GOALS.items()))
    trade = forms.ChoiceField(label=gettext_lazy("trade"), choices=list(TRADES.items()))

    class Meta:
        model = ScenarioTemplate
        fields = ("title", "summary", "goal", "trade")
        widgets = {"summary": AdminAutoHeightTextInput(attrs={"rows": 3})}


class SaveAsTemplateView(GalleryPage, FormView):  # type: ignore[type-arg]
    """Asks for a name, and saves the latest draft of a scenario as a template."""

    form_class = OwnTemplateForm
    template_name = "linesteps/admin/template_form.html"
    page_title = gettext_lazy("Save as a template")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Whoever saves it must be allowed to see the scenario itself."""
        self.scenario = get_object_or_404(Scenario.objects.select_related("latest_revision"), pk=kwargs["pk"])
        allowed = ("add", "change", "view", "publish")
        if not self.permission_policy.user_has_any_permission_for_instance(
            request.user, allowed, self.scenario
        ):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        """Of which scenario."""
        return str(self.scenario.get_latest_revision_as_object())

    def above(self) -> list[dict[str, Any]]:
        """The scenario."""
        url = reverse(f"{NAMESPACE}:edit", args=[self.scenario.pk])
        return [{"url": url, "label": self.get_page_subtitle()}]

    def get_initial(self) -> dict[str, Any]:
        """Its own name, to be changed."""
        return {"title": self.get_page_subtitle(), "trade": "any"}

    def form_valid(self, form: OwnTemplateForm) -> HttpResponse:
        """Save, and show it as it will be seen."""
        notes: list[str] = []
        try:
            saved = save_as_template(self.scenario, user=self.request.user, notes=notes, **form.cleaned_data)
        except FormatError as error:
            form.add_error(None, error.reason)
            return self.form_invalid(form)
        log(instance=self.scenario, action="linesteps.save_template", user=self.request.user)
        for note in notes:
            messages.warning(self.request, note)
        text = _("“%(name)s” is among your templates. Later changes of the scenario do not change it.")
        messages.success(self.request, text % {"name": saved.title})
        return redirect(reverse(f"{NAMESPACE}:template", args=[saved.template.ref]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the button says."""
        back = reverse(f"{NAMESPACE}:edit", args=[self.scenario.pk])
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "button": _("Save as a template"), "back_url": back, "is_new": True}


class OwnTemplateEditView(GalleryPage, UpdateView):  # type: ignore[type-arg]
    """Another name or description; what the template sends stays as it was saved."""

    form_class = OwnTemplateForm
    template_name = "linesteps/admin/template_form.html"
    page_title = gettext_lazy("Rename and describe")
    queryset = ScenarioTemplate.objects.all()

    def get_object(self, queryset: Any = None) -> Any:
        """Only what the user may change."""
        row = super().get_object(queryset)
        if not may_change(self.request.user, row):
            raise PermissionDenied
        return row

    def get_page_subtitle(self) -> str:
        """Which one."""
        return str(self.object.title)

    def above(self) -> list[dict[str, Any]]:
        """The gallery."""
        return [{"url": reverse(f"{NAMESPACE}:templates"), "label": _("Templates")}]

    def form_valid(self, form: Any) -> HttpResponse:
        """Save, and show it."""
        form.save()
        messages.success(self.request, _("The template “%(name)s” is saved.") % {"name": self.object.title})
        return redirect(self._page())

    def _page(self) -> str:
        return reverse(f"{NAMESPACE}:template", args=[self.object.template.ref])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the button says."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "button": _("Save"), "back_url": self._page()}


class OwnTemplateDeleteView(ConfirmView):
    """Scenarios that were made of it stay."""

    model = ScenarioTemplate
    permission_required = None
    page_title = gettext_lazy("Delete the template")
    button_label = gettext_lazy("Delete")
    question = gettext_lazy("Scenarios that were made from it stay as they are.")
    is_serious = True

    def user_has_permission_for_instance(self, permission: Any, instance: Any) -> bool:
        """Whoever saved it, and those with the permission."""
        return may_change(self.request.user, instance)

    def act(self) -> None:
        """Delete it."""
        title = self.object.title
        self.object.delete()
        messages.success(self.request, _("The template “%(name)s” is deleted.") % {"name": title})

    def back_url(self) -> str:
        """The gallery."""
        return reverse(f"{NAMESPACE}:templates")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """List, gallery, this page."""
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse(f"{NAMESPACE}:list"), "label": _("Scenarios")},
            {"url": self.back_url(), "label": _("Templates")},
            {"url": "", "label": self.get_page_title()},
        ]

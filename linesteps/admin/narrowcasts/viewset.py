"""Narrowcasts in the admin: list, form, sending and results."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from linesteps.admin.columns import SentenceColumn
from linesteps.admin.filters import AccountFilterSet
from linesteps.admin.fresh_copy import FreshCopyView
from linesteps.admin.library.columns import library_media
from linesteps.admin.look import screen_media
from linesteps.admin.narrowcasts.acts import NAMESPACE, ResultsView, SendView, TakeBackView, TrialView
from linesteps.admin.narrowcasts.form import panels
from linesteps.admin.narrowcasts.picture import PictureView, picture_text
from linesteps.admin.narrowcasts.words import got_it, saw_it, sentence_of, tone_of, when, word_of
from linesteps.admin.preview.testing import may_test
from linesteps.narrowcasts.models import Narrowcast

_State = Narrowcast.State


class NarrowcastIndexView(generic.IndexView):
    """All of them; one query."""

    default_ordering = "-created_at"

    def get_base_queryset(self) -> Any:
        """With their accounts."""
        return super().get_base_queryset().select_related("account")

    def get_edit_url(self, instance: Any) -> str | None:
        """What was sent has results instead of a form."""
        if not instance.is_draft:
            return reverse(f"{NAMESPACE}:results", args=[instance.pk])
        url: str | None = super().get_edit_url(instance)
        return url


class NarrowcastFilterSet(AccountFilterSet):
    """By account and state."""

    class Meta:
        model = Narrowcast
        fields = ("account", "state")


class _FormMixin:
    """For the forms: our styles, and on to sending if that was pressed."""

    object: Any
    request: HttpRequest
    permission_policy: Any

    def get_success_url(self) -> str:
        """To the question before sending, or back to the form."""
        name = "send" if self.request.POST.get("then_send") and self.may_send else "edit"
        return reverse(f"{NAMESPACE}:{name}", args=[self.object.pk])

    @property
    def may_send(self) -> bool:
        """Whether somebody may let it go out."""
        return bool(self.permission_policy.user_has_permission(self.request.user, "send"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The button, and our styles."""
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return {
            **context,
            "may_send": self.may_send,
            "shown": picture_text(context["form"].instance) if context["form"].instance.pk else "{}",
            "picture_url": reverse(f"{NAMESPACE}:picture"),
            "media": context["media"] + screen_media() + library_media(),
        }


class NarrowcastCreateView(_FormMixin, generic.CreateView):
    """A new draft."""


class NarrowcastEditView(_FormMixin, generic.EditView):
    """Drafts only: what LINE has, nobody changes."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Others show their results."""
        row = Narrowcast.objects.filter(pk=kwargs["pk"]).first()
        if row is not None and not row.is_draft and self.user_has_permission_for(row):
            return redirect(reverse(f"{NAMESPACE}:results", args=[row.pk]))
        return super().dispatch(request, *args, **kwargs)

    def user_has_permission_for(self, row: Narrowcast) -> bool:
        """Whoever may change drafts may look at what was sent."""
        return bool(self.permission_policy.user_has_permission_for_instance(self.request.user, "change", row))

    @cached_property
    def header_buttons(self) -> list[Any]:
        """A test."""
        buttons = list(super().header_buttons)
        if may_test(self.request.user):
            url = reverse(f"{NAMESPACE}:trial", args=[self.object.pk])
            buttons.append(HeaderButton(gettext("Test send"), url=url, icon_name="view"))
        return buttons


class NarrowcastDeleteView(generic.DeleteView):
    """What LINE may be working on stays."""

    object: Any

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Delete, or say what is in the way."""
        if self.object.state in (_State.SCHEDULED, _State.SENDING, _State.ACCEPTED):
            text = gettext("It is on its way. Take it back first, or wait until LINE is done with it.")
            messages.error(request, text)
            return redirect(reverse(f"{NAMESPACE}:results", args=[self.object.pk]))
        return super().post(request, *args, **kwargs)


class NarrowcastCopyView(FreshCopyView):
    """The same words to the same people, as a draft."""

    fresh = {
        "state": _State.DRAFT, "body": "", "retry_key": None, "request_id": "", "first_tried_at": None,
        "reserved": 0, "due_at": None, "tries": 0, "fault": "", "meant": None, "reached": None, "missed": None,
        "saw": None, "tapped": None, "told_at": None, "finished_at": None, "sent_by_id": None, "send_at": None,
    }  # fmt: skip

    def get_initial(self) -> Any:
        """Its audiences, too."""
        original = self.get_object() if hasattr(self, "get_object") else None
        initial = dict(super().get_initial())
        if original is not None:
            initial |= {"include": list(original.include.all()), "exclude": list(original.exclude.all())}
        return initial


class NarrowcastViewSet(ModelViewSet):
    """Narrowcasts."""

    model = Narrowcast
    icon = "mail"
    menu_label = _("Narrowcasts")
    menu_name = "linesteps-narrowcasts"
    menu_order = 23
    inspect_view_enabled = False
    url_prefix = "linesteps/narrowcasts"
    url_namespace = NAMESPACE
    index_view_class = NarrowcastIndexView
    add_view_class = NarrowcastCreateView
    edit_view_class = NarrowcastEditView
    delete_view_class = NarrowcastDeleteView
    copy_view_class = NarrowcastCopyView
    create_template_name = "linesteps/admin/narrowcast_form.html"
    edit_template_name = "linesteps/admin/narrowcast_form.html"
    filterset_class = NarrowcastFilterSet
    search_fields = ["name"]
    search_backend_name = None
    list_display = [
        "name",
        SentenceColumn(
            "status", label=_("Status"), get_main=word_of, get_sentence=sentence_of, get_tone=tone_of
        ),
        Column("when", label=_("When"), accessor=when),
        Column("got_it", label=_("Got it"), accessor=got_it),
        Column("saw_it", label=_("Saw it"), accessor=saw_it),
        "account",
    ]
    edit_handler = panels()

    def get_urlpatterns(self) -> list[Any]:
        """Wagtail's, and ours."""
        return [
            *super().get_urlpatterns(),
            path("send/<int:pk>/", SendView.as_view(), name="send"),
            path("take-back/<int:pk>/", TakeBackView.as_view(), name="take_back"),
            path("trial/<int:pk>/", TrialView.as_view(), name="trial"),
            path("picture/", PictureView.as_view(form_class=self.get_form_class()), name="picture"),
            path("figures/<int:pk>/", ResultsView.as_view(), name="results"),
        ]

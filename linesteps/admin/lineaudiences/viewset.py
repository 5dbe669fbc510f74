"""LINE audiences in the admin: list with what LINE says of each, and the form of a new one."""

from __future__ import annotations

from typing import Any

from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from linesteps import clock, doorbell
from linesteps.admin.columns import SentenceColumn
from linesteps.admin.filters import AccountFilterSet
from linesteps.admin.lineaudiences.acts import NAMESPACE, AddView, LineAudienceDeleteView, RenewView
from linesteps.admin.lineaudiences.words import (
    as_of,
    people_of,
    sentence_of,
    source_of,
    tone_of,
    until,
    word_of,
)
from linesteps.lineaudiences.acts import begin
from linesteps.lineaudiences.models import OLDEST_SEND, LineAudience
from linesteps.narrowcasts.models import Narrowcast

#: What cannot be changed once LINE was asked for it.
_FIXED = ("account", "kind", "segment", "narrowcast", "click_url")


class LineAudienceForm(WagtailAdminModelForm):
    """A new audience is asked for at once; later only its name can be changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_new = self.instance.pk is None
        recent = Narrowcast.objects.done().filter(first_tried_at__gt=clock.now() - OLDEST_SEND)
        if is_new:
            self.fields["narrowcast"].queryset = recent
        for name in ("segment", "narrowcast"):
            self.fields[name].empty_label = gettext("None")
        for name in () if is_new else _FIXED:
            self.fields[name].disabled = True

    def clean(self) -> Any:
        """Its source belongs to the same account."""
        cleaned = super().clean()
        account = cleaned.get("account")
        for name in ("segment", "narrowcast"):
            source = cleaned.get(name)
            if account is not None and source is not None and source.account_id != account.pk:
                self.add_error(
                    name, gettext("This belongs to another account. Choose one of the account above.")
                )
        return cleaned

    def save(self, commit: bool = True) -> Any:
        """Have it made, or renamed."""
        is_new = self.instance.pk is None
        row = super().save(commit=False)
        if not commit:
            return row
        if is_new:
            begin(row, by=self.for_user)
        else:
            # Not the rest of the row: the worker may be writing it.
            LineAudience.objects.filter(pk=row.pk).update(name=row.name)
            if row.state in (LineAudience.State.READY, LineAudience.State.WORKING):
                LineAudience.objects.filter(pk=row.pk).update(due_at=clock.now())
                doorbell.ring("tend_audiences")
        return row


class LineAudienceIndexView(generic.IndexView):
    """All but those on their way out; one query."""

    default_ordering = "-created_at"

    def get_base_queryset(self) -> Any:
        """With what each line says."""
        rows = super().get_base_queryset().filter(is_unwanted=False)
        return rows.select_related("account", "segment", "narrowcast")


class LineAudienceFilterSet(AccountFilterSet):
    """By account, kind and state."""

    class Meta:
        model = LineAudience
        fields = ("account", "kind", "state")


class LineAudienceEditView(generic.EditView):
    """The name, how it stands, and the ways to renew it."""

    @cached_property
    def header_buttons(self) -> list[Any]:
        """Renewing, where there is something to renew from."""
        row, buttons = self.object, list(super().header_buttons)
        if row.kind == LineAudience.Kind.UPLOAD and row.segment is not None and not row.is_unwanted:
            if row.state == LineAudience.State.READY:
                url = reverse(f"{NAMESPACE}:add_people", args=[row.pk])
                buttons.append(HeaderButton(gettext("Add new people"), url=url, icon_name="plus"))
            url = reverse(f"{NAMESPACE}:renew", args=[row.pk])
            buttons.append(HeaderButton(gettext("Make it anew"), url=url, icon_name="rotate"))
        return buttons

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """How it stands."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        row = self.object
        facts = [
            people_of(row),
            as_of(row),
            gettext("usable until %(day)s") % {"day": until(row)} if until(row) else "",
        ]
        return {
            **context,
            "word": word_of(row),
            "sentence": sentence_of(row),
            "is_trouble": tone_of(row) == "warning",
            "facts": [one for one in facts if one and one != "–"],
        }


class LineAudienceViewSet(ModelViewSet):
    """LINE audiences."""

    model = LineAudience
    icon = "group"
    menu_label = _("LINE audiences")
    menu_name = "linesteps-line-audiences"
    menu_order = 22
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = False
    url_prefix = "linesteps/line-audiences"
    url_namespace = NAMESPACE
    index_view_class = LineAudienceIndexView
    edit_view_class = LineAudienceEditView
    delete_view_class = LineAudienceDeleteView
    create_template_name = "linesteps/admin/line_audience_form.html"
    edit_template_name = "linesteps/admin/line_audience_form.html"
    filterset_class = LineAudienceFilterSet
    search_fields = ["name"]
    search_backend_name = None
    list_display = [
        "name",
        SentenceColumn(
            "kind",
            label=_("Who is in it"),
            get_main=lambda row: row.get_kind_display(),
            get_sentence=source_of,
        ),
        SentenceColumn(
            "status", label=_("Status"), get_main=word_of, get_sentence=sentence_of, get_tone=tone_of
        ),
        SentenceColumn("people", label=_("People"), get_main=people_of, get_sentence=as_of),
        Column("until", label=_("Usable until"), accessor=until),
        "account",
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("account"),
            FieldPanel("name"),
            FieldPanel("kind"),
            FieldPanel("segment"),
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("narrowcast"), FieldPanel("click_url")])],
                heading=_("For everybody who saw it or tapped a link"),
            ),
        ],
        base_form_class=LineAudienceForm,
    )

    def get_urlpatterns(self) -> list[Any]:
        """Wagtail's, and ours."""
        return [
            *super().get_urlpatterns(),
            path("renew/<int:pk>/", RenewView.as_view(), name="renew"),
            path("more/<int:pk>/", AddView.as_view(), name="add_people"),
        ]

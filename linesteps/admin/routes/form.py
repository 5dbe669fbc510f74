"""What editors write of a route; whose it is stays."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from linesteps.followers.models import Tag
from linesteps.routes.models import Route


class RouteForm(WagtailAdminModelForm):
    """With the account's own tags."""

    class Meta:
        model = Route
        fields = ("account", "name", "tags", "tags_friends", "poster_title", "poster_text", "language")
        widgets = {"tags": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tags: Any = self.fields["tags"]
        rows = Tag.objects.select_related("account").order_by("account__name", "folder", "name")
        if self.instance.pk is not None:
            self.fields["account"].disabled = True
            rows = rows.filter(account=self.instance.account_id)
        tags.queryset = rows
        is_one = rows.values("account").distinct().count() <= 1
        tags.label_from_instance = lambda tag: tag.name if is_one else f"{tag.account}: {tag.name}"

    def clean(self) -> dict[str, Any]:
        """Tags are the account's own."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        account, tags = cleaned.get("account"), cleaned.get("tags") or ()
        foreign = [tag.name for tag in tags if account is not None and tag.account_id != account.pk]
        if foreign:
            text = _("These tags belong to another LINE Official Account: %(names)s")
            self.add_error("tags", text % {"names": _(", ").join(foreign)})
        return cleaned

"""The form of a rich menu: its fields, and the picture on which the areas are drawn."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from linesteps.fields import LockedBlockField
from linesteps.richmenus.drawing import drawing_block, drawn, keep
from linesteps.richmenus.models import RichMenu
from linesteps.richmenus.standard import look_again


class RichMenuForm(WagtailAdminModelForm):
    """Unfinished menus can be saved; what keeps one from LINE is said above the form."""

    drawing = LockedBlockField(block=drawing_block(), required=False, label=_("Image and areas"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["drawing"] = drawn(self.fields["drawing"].block, self.instance)

    def clean(self) -> Any:
        """A period is whole, has a length, and shares no time with another menu's."""
        cleaned = super().clean()
        begin, end = cleaned.get("shown_from"), cleaned.get("shown_until")
        if (begin is None) != (end is None):
            self.add_error("shown_until", _("Give both times of the period, or neither."))
        elif begin is not None and begin >= end:
            self.add_error("shown_until", _("The end must be later than the beginning."))
        elif begin is not None and (other := self._other_at(cleaned.get("account"), begin, end)):
            words = gettext("“%(name)s” is shown at that time, too. Choose another period.")
            self.add_error("shown_from", words % {"name": other.name})
        if "drawing" in cleaned:
            keep(self.fields["drawing"].block, cleaned["drawing"], self.instance)
        return cleaned

    def save(self, commit: bool = True) -> Any:
        """Keep it, and look whether its period changes what everybody sees."""
        menu = super().save(commit)
        if commit and {"shown_from", "shown_until"} & set(self.changed_data):
            look_again(menu.account)
        return menu

    def _other_at(self, account: Any, begin: Any, end: Any) -> RichMenu | None:
        others = RichMenu.objects.filter(account=account, shown_from__lt=end, shown_until__gt=begin)
        return others.exclude(pk=self.instance.pk).first()

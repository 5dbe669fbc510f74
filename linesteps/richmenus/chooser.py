"""Choosing a rich menu inside a step or an area."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linesteps.messages.guarded_chooser import AccountChooser
from linesteps.richmenus.models import RichMenu


class RichMenuChooserViewSet(AccountChooser):
    """The dialog with the rich menus of the site."""

    model = RichMenu
    # Whoever draws scenarios chooses menus for them.
    guarded_by = ("linesteps.richmenu", "linesteps.scenario")
    icon = "ls-menu"
    choose_one_text = _("Choose a rich menu")
    choose_another_text = _("Choose another rich menu")
    edit_item_text = _("Open this rich menu")


rich_menu_chooser = RichMenuChooserViewSet("linesteps_rich_menu_chooser")
RichMenuChooserBlock = rich_menu_chooser.get_block_class(
    name="RichMenuChooserBlock", module_path="linesteps.richmenus.chooser"
)

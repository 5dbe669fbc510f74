"""What can be done with a rich menu at LINE; each page asks once."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from linesteps.admin.confirmation import ConfirmView
from linesteps.admin.richmenus.status import uses_of
from linesteps.errors import SecretError
from linesteps.line.outcomes import LineFault
from linesteps.richmenus.models import RichMenu
from linesteps.richmenus.registration import RichMenuNotReady, in_words, send_to_line
from linesteps.richmenus.removal import remove_from_line
from linesteps.richmenus.standard import choose_standard

NAMESPACE = "linesteps_rich_menus"


class _ActView(ConfirmView):
    """One act on one menu."""

    model = RichMenu
    header_icon = "ls-menu"
    permission_required = "change"
    index_url_name = f"{NAMESPACE}:index"
    edit_url_name = f"{NAMESPACE}:edit"

    def say(self, words: Any) -> None:
        """That it is done."""
        messages.success(self.request, words % {"name": self.object.name})

    def refuse(self, words: str) -> None:
        """Why not."""
        messages.error(self.request, words)


class SendView(_ActView):
    """Make LINE's menu the one that is drawn here."""

    page_title = _("Send to LINE")
    button_label = _("Send to LINE")
    question = _(
        "LINE gets the menu as it is drawn and saved here. Friends who see it already see the new form within a "
        "minute; all others see nothing new until you make it the standard menu or a scenario gives it to them."
    )

    def act(self) -> None:
        """Send it, or say why not."""
        try:
            is_done = send_to_line(self.object)
        except (LineFault, SecretError, RichMenuNotReady, OSError, ValueError) as fault:
            self.refuse(in_words(fault))
            return
        if is_done:
            self.say(gettext("LINE has “%(name)s” now."))
        else:
            self.say(gettext("“%(name)s” is on its way to LINE; somebody else is sending just now."))


class StandardView(_ActView):
    """Show it to everybody who has none of their own."""

    page_title = _("Make it the standard menu")
    button_label = _("Make it the standard menu")
    question = _(
        "All friends see it who have no menu of their own by a scenario. It takes the place of the standard menu that "
        "was chosen here before, and of one that was made in LINE Official Account Manager."
    )

    def act(self) -> None:
        """Choose it; the worker tells LINE."""
        if not self.object.line_menu_id:
            self.refuse(gettext("LINE does not have this menu yet. Press “Send to LINE” first."))
            return
        choose_standard(self.object.account, self.object)
        self.say(gettext("“%(name)s” is the standard menu. Friends see it within a minute."))


class NotStandardView(_ActView):
    """Show no menu any more to those who have none of their own."""

    page_title = _("No longer the standard menu")
    button_label = _("Show it no longer")
    question = _(
        "Friends who have no menu of their own by a scenario see none, or the one of LINE Official Account Manager."
    )

    def act(self) -> None:
        """Choose none."""
        choose_standard(self.object.account, None)
        self.say(gettext("“%(name)s” is no longer the standard menu."))


class RemoveView(_ActView):
    """Take it away from LINE; the drawing stays."""

    page_title = _("Remove from LINE")
    button_label = _("Remove from LINE")
    is_serious = True

    @property
    def question(self) -> Any:
        """With all places where it is used."""
        text = gettext("The menu disappears from the phones of all who see it. It stays here as a draft.")
        uses = uses_of(self.object)
        if not uses:
            return text
        where = gettext("It is used here: %(uses)s.") % {"uses": "; ".join(uses)}
        return f"{text} {where}"

    def act(self) -> None:
        """Remove it; the question named all places where it is used."""
        try:
            is_done = remove_from_line(self.object)
        except (LineFault, SecretError) as fault:
            self.refuse(in_words(fault))
            return
        if is_done:
            self.say(gettext("LINE has “%(name)s” no longer."))
        else:
            self.refuse(gettext("Somebody else is changing menus just now. Try again in a minute."))

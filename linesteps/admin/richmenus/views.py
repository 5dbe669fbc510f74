"""List, form, copy and deletion of rich menus, and the picture behind the areas."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.views.decorators.http import require_safe
from wagtail.admin import messages
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton
from wagtail.images import get_image_model
from wagtail.images.models import SourceImageIOError

from linesteps.admin.fresh_copy import FreshCopyView
from linesteps.admin.look import screen_media
from linesteps.admin.richmenus.acts import NAMESPACE
from linesteps.admin.richmenus.status import is_standard, menu_status, uses_of, who_sees
from linesteps.richmenus.models import RichMenu
from linesteps.richmenus.picture import shown_picture
from linesteps.richmenus.problems import menu_problems
from linesteps.richmenus.request import is_changed


class RichMenuIndexView(generic.IndexView):
    """Menus with their status."""

    def get_base_queryset(self) -> Any:
        """With all that a row asks."""
        return super().get_base_queryset().select_related("account__standard_menu", "at_line", "image")


class StaysOpen:
    """After saving, the same menu again: what it still needs and “Send to LINE” stand there."""

    object: RichMenu

    def get_success_url(self) -> str:
        """The form."""
        return reverse(f"{NAMESPACE}:edit", args=[self.object.pk])


class RichMenuCreateView(StaysOpen, generic.CreateView):
    """The form of a new one."""


class RichMenuEditView(StaysOpen, generic.EditView):
    """The form, with how the menu stands above it."""

    @cached_property
    def header_buttons(self) -> list[Any]:
        """What can be done at LINE now."""
        menu, buttons = self.object, list(super().header_buttons)

        def add(name: str, label: str, icon: str) -> None:
            url = reverse(f"{NAMESPACE}:{name}", args=[menu.pk])
            buttons.append(HeaderButton(label, url=url, icon_name=icon))

        if not menu.line_menu_id or is_changed(menu):
            add("send", gettext("Send to LINE"), "upload")
        if is_standard(menu):
            add("not_standard", gettext("Show it no longer"), "no-view")
        elif menu.line_menu_id:
            add("standard", gettext("Make it the standard menu"), "view")
        if menu.line_menu_id:
            add("remove", gettext("Remove from LINE"), "cross")
        return buttons

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Status, who sees it, what must be mended, and the phone."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        menu = RichMenu.objects.select_related("account", "image", "at_line").get(pk=self.object.pk)
        word, sentence = menu_status(menu)
        shown = {
            "word": word,
            "sentence": sentence,
            "who": who_sees(menu),
            "problems": menu_problems(menu),
            "phone": phone(menu),
        }
        return {**context, **shown, "media": context["media"] + screen_media()}


def phone(menu: RichMenu) -> dict[str, Any]:
    """What the little phone shows: the saved picture, and the words on the bar."""
    try:
        src = shown_picture(menu.image, menu.size) if menu.image and not menu.image.is_svg() else ""
    except (SourceImageIOError, OSError):
        src = ""
    return {"src": src, "bar_text": menu.bar_text, "account": menu.account.name, "size": menu.size}


class RichMenuDeleteView(generic.DeleteView):
    """A menu that LINE has, or that is used, stays; where it is used is said before anybody is asked."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask, unless it stays."""
        return self._kept() or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Delete it, unless it stays."""
        return self._kept() or super().post(request, *args, **kwargs)

    def _kept(self) -> HttpResponse | None:
        menu, uses = self.object, uses_of(self.object)
        if uses:
            text = gettext("“%(name)s” is still used, so it was not deleted: %(uses)s.")
            words = text % {"name": menu.name, "uses": "; ".join(uses)}
        elif menu.line_menu_id:
            words = gettext("LINE has this menu. Press “Remove from LINE” before you delete it.")
        else:
            return None
        messages.error(self.request, words)
        return redirect(reverse(f"{NAMESPACE}:edit", args=[menu.pk]))


class RichMenuCopyView(StaysOpen, FreshCopyView):
    """A new menu that LINE does not know, without a period."""

    fresh = {"shown_from": None, "shown_until": None}


@require_safe
def picture(request: HttpRequest, pk: int) -> JsonResponse:
    """``{"src", "height"}`` of an image cut to ``size``; for people who may draw menus."""
    if not any(request.user.has_perm(f"linesteps.{verb}_richmenu") for verb in ("view", "add", "change")):
        raise PermissionDenied
    size = request.GET.get("size") or RichMenu.Size.LARGE
    image = get_image_model()._default_manager.filter(pk=pk).first()
    if image is None or image.is_svg() or size not in RichMenu.Size.values:
        raise Http404
    try:
        src = shown_picture(image, size)
    except (SourceImageIOError, OSError):
        raise Http404 from None
    return JsonResponse({"src": src, "height": RichMenu(size=size).pixels[1]})

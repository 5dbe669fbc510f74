"""Switching the tracked image on: only after its notice was read, and with a text for the shop's own privacy notice."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.panels import Panel
from wagtail.log_actions import log

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.admin.confirmation import ObjectPageMixin
from linesteps.admin.look import screen_media
from linesteps.admin.panels import SavedPanel

#: For the shop's own privacy notice, in the languages of its friends; texts to start from, not legal advice.
SAMPLES = (
    (
        "ja",
        "日本語",
        "当店は、LINEでお送りするメッセージがご覧いただけたかを知り、同じお知らせをくり返しお送りしないために、一部のメッセージに"
        "ごく小さな画像（1ピクセル）を入れています。メッセージを表示すると、この画像が当店のサーバーから読み込まれ、どのメッセージが"
        "いつ表示されたかが、お客様のLINEアカウントに対応する番号とともに記録されます。端末の種類や位置情報、IPアドレスは、この目的では"
        "保存しません。記録はメッセージの配信にだけ使い、第三者に提供しません。記録の開示や削除をご希望の方は、お問い合わせください。",
    ),
    (
        "en",
        "English",
        "To know whether the messages that we send you on LINE are seen, and so as not to send you the same thing "
        "again, we put a very small picture (one pixel) into some of them. When a message is shown, the picture "
        "is loaded from our server, and we record which message was shown and when, together with the number by "
        "which we know your LINE account. For this purpose we keep neither the kind of your phone nor where you "
        "are nor your IP address. We use the record for sending messages only and give it to nobody else. Contact "
        "us if you want to know what we recorded, or want it deleted.",
    ),
)


class ViewImagePanel(Panel):
    """Whether it is on, in words, and the way to its notice."""

    class BoundPanel(SavedPanel):
        """Only for accounts that are saved."""

        template_name = "linesteps/admin/view_image_panel.html"

        def facts(self) -> dict[str, Any]:
            """The account."""
            return {"account": self.instance}


class ViewImageView(ObjectPageMixin, TemplateView):
    """The notice; on POST it is switched on, for whoever says that they read it, or off."""

    model = Account
    index_url_name = "linesteps_accounts:index"
    edit_url_name = "linesteps_accounts:edit"
    permission_required = "change"
    template_name = "linesteps/admin/view_image.html"
    page_title = _("Tracked image")
    header_icon = "view"
    http_method_names = ["get", "post"]

    @property
    def media(self) -> forms.Media:
        """The copy buttons."""
        return screen_media()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The account, and the sample texts."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "account": self.object, "samples": SAMPLES, "media": self.media}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Switch; not on without the tick."""
        if "off" in request.POST:
            self._switch(request, is_on=False)
            messages.success(request, gettext("The tracked image is off. Nothing carries it from now on."))
        elif request.POST.get("is_accepted"):
            self._switch(request, is_on=True)
            messages.success(
                request,
                gettext("The tracked image is on. Scenarios carry it once they are published again."),
            )
        else:
            text = gettext("Tick that you have read the notice and told your friends; then switch it on.")
            return self.render_to_response(self.get_context_data(refusal=text), status=422)
        return redirect(reverse("linesteps_accounts:edit", args=[self.object.pk]))

    def _switch(self, request: HttpRequest, *, is_on: bool) -> None:
        with transaction.atomic():
            # Not by save(): the secrets of the row are not ours to write.
            Account.objects.filter(pk=self.object.pk).update(
                view_image_at=clock.now() if is_on else None, view_image_by=request.user if is_on else None
            )
            log(instance=self.object, action="linesteps.view_image", user=request.user, data={"is_on": is_on})

"""Adding codes to an own coupon: looked through first, then added."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.log_actions import log

from linesteps import clock
from linesteps.admin.confirmation import ObjectPageMixin
from linesteps.admin.own_coupons.words import forecast_in_words
from linesteps.coupons.codes import MOST_AT_ONCE, Line, Reading, add_codes, read_codes
from linesteps.coupons.forecast import forecast
from linesteps.coupons.models import LONGEST_CODE, OwnCoupon

#: Lines that are named one by one; the others are counted.
_MOST_NAMED = 10
_MOST_BYTES = 2_000_000


class CodesForm(forms.Form):
    """Pasted, or as a file; one of the two."""

    text = forms.CharField(
        label=gettext_lazy("Codes"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text=gettext_lazy("One in each line. Paste them from a spreadsheet, for example."),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        required=False,
        help_text=gettext_lazy("A CSV or text file. The first column counts; a heading is left out."),
    )

    def clean(self) -> dict[str, Any]:
        """The list as one text, whichever way it came."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("file"):
            cleaned["text"] = self._read(cleaned["file"])
        if not (cleaned.get("text") or "").strip() and not self.errors:
            raise forms.ValidationError(_("Paste codes, or choose a file with codes."))
        return cleaned

    def _read(self, file: Any) -> str:
        if file.size > _MOST_BYTES:
            self.add_error("file", _("The file is too big. Split it into smaller ones."))
            return ""
        raw: bytes = file.read()
        # What Excel writes on a Japanese computer is no UTF-8.
        for encoding in ("utf-8-sig", "cp932"):
            try:
                text = raw.decode(encoding)
            except UnicodeDecodeError:
                continue
            # The second takes nearly anything; no list has this character, and every picture does.
            if "\0" not in text:
                return text
        self.add_error("file", _("This is no text. Save the list as “CSV UTF-8” and choose that file."))
        return ""


class CodesView(ObjectPageMixin, FormView):  # type: ignore[type-arg]
    """First says what it would add and what not, and why; a second press adds it."""

    model = OwnCoupon
    index_url_name = "linesteps_own_coupons:index"
    edit_url_name = "linesteps_own_coupons:edit"
    permission_required = "change"
    form_class = CodesForm
    template_name = "linesteps/admin/own_coupon_codes.html"
    page_title = gettext_lazy("Codes")
    header_icon = "list-ul"

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Add what was looked through before, or look through it now."""
        text = form.cleaned_data["text"]
        if "add" in self.request.POST:
            count = add_codes(self.object, text)
            log(
                instance=self.object,
                action="linesteps.add_codes",
                user=self.request.user,
                data={"count": count},
            )
            said = ngettext("%(n)s code was added.", "%(n)s codes were added.", count)
            messages.success(self.request, said % {"n": count})
            return redirect(reverse("linesteps_own_coupons:codes", args=[self.object.pk]))
        reading = read_codes(self.object, text)
        return self.render_to_response(
            self.get_context_data(form=CodesForm(initial={"text": text}), reading=reading)
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What is left, and what the list would bring."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        found = forecast(self.object, clock.now())
        words, is_urgent = forecast_in_words(found, clock.now().date()) if found else ("", False)
        reading: Reading | None = kwargs.get("reading")
        return {
            **context,
            "coupon": self.object,
            "forecast": found,
            "forecast_words": words,
            "is_urgent": is_urgent,
            "reading": reading,
            "left_out": list(_left_out(reading)) if reading else [],
        }


def _left_out(reading: Reading) -> Iterator[tuple[str, str]]:
    """Each reason in words, with the lines that it is about."""
    reasons = (
        (reading.repeated, _("twice in the list")),
        (reading.known, _("in the coupon already")),
        (reading.too_long, _("longer than %(max)s characters") % {"max": LONGEST_CODE}),
        (reading.unprintable, _("with characters that nobody can type")),
    )
    for lines, reason in reasons:
        if lines:
            count = ngettext("%(n)s line", "%(n)s lines", len(lines)) % {"n": len(lines)}
            yield f"{count}: {reason}", _named(lines)
    if reading.is_too_much:
        text = _("Only the first %(max)s lines are read at once. Add the others afterwards.")
        yield text % {"max": MOST_AT_ONCE}, ""


def _named(lines: Sequence[Line]) -> str:
    words = [
        _("line %(number)s: %(code)s") % {"number": one.number, "code": one.text}
        for one in lines[:_MOST_NAMED]
    ]
    return ", ".join(words) + (" …" if len(lines) > _MOST_NAMED else "")

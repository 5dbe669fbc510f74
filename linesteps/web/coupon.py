"""The page of a received coupon: what the friend shows, and where staff mark it as used.

It needs no login, since the address is signed, and no JavaScript. It shows no name: a forwarded address
is a forwarded coupon, as with paper, and still used once only. Of an account with LIFF the message leads through
``web/liff.py``, which asks LINE who it is and hands out addresses that open this page for an hour.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views import View
from django.views.decorators.csrf import csrf_protect

from linesteps import clock
from linesteps.coupons.address import SAMPLE, CouponToken, ExpiredToken, liff_address, read
from linesteps.coupons.allocate import SAMPLE_CODE
from linesteps.coupons.models import CouponTicket, OwnCoupon
from linesteps.coupons.period import expires_at, in_words
from linesteps.coupons.picture import picture_url
from linesteps.coupons.qr import qr_picture
from linesteps.coupons.redeem import Outcome, open_page, state_of, use
from linesteps.tracking.devices import is_person

#: So long after the use the page says to whoever looks that it was this one.
JUST_NOW = timedelta(minutes=2)
#: What is left of its time is told with more weight when it is so little.
SOON = timedelta(days=3)


class _TicketView(View):
    """Finds the ticket by the token; altered, guessed and erased ones get the same 404."""

    ticket: CouponTicket

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find it, and answer in the language of the coupon."""
        try:
            self.ticket = _ticket_of(kwargs["token"])
        except ExpiredToken as expired:
            # LINE is asked once more; whose coupon it is, nobody is told here.
            return _back_to_line(expired.token)
        with override(self.ticket.coupon.language):
            response = super().dispatch(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        # Not “no-referrer”: Django's check of forms would find no origin.
        response.headers["Referrer-Policy"] = "same-origin"
        return response


@method_decorator(login_not_required, name="dispatch")
class CouponView(_TicketView):
    """The coupon as the friend shows it."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Show it; that a person opened it is remembered once."""
        agent = request.headers.get("User-Agent", "")
        purpose = request.headers.get("Sec-Purpose", "") or request.headers.get("Purpose", "")
        if self.ticket.pk and is_person(request.method or "", agent, purpose):
            open_page(self.ticket)
        return render(request, "linesteps/web/coupon.html", _told(self.ticket, token))

    def head(self, request: HttpRequest, token: str) -> HttpResponse:
        """The same, remembered by nobody."""
        return self.get(request, token)


@method_decorator(login_not_required, name="dispatch")
@method_decorator(csrf_protect, name="dispatch")
class UseCouponView(_TicketView):
    """Staff confirm on the friend's phone that the coupon is used now."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Ask; whoever comes too late goes back to the coupon, which says why."""
        if not self.ticket.pk or state_of(self.ticket) is not None:
            return redirect("linesteps:coupon", token=token)
        return self._ask(request, token)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Mark it; the second of two taps finds it used and says since when."""
        if not self.ticket.pk:
            return redirect("linesteps:coupon", token=token)
        outcome = use(self.ticket, where=CouponTicket.Place.PAGE, pin=request.POST.get("pin", ""))
        if outcome == Outcome.WRONG_PIN:
            return self._ask(request, token, _("This is not the staff number. Try again."), status=422)
        if outcome == Outcome.DEAF:
            text = _("Too many wrong numbers. Wait for 15 minutes, or ask the manager.")
            return self._ask(request, token, text, status=422)
        return redirect("linesteps:coupon", token=token)

    def _ask(self, request: HttpRequest, token: str, fault: str = "", status: int = 200) -> HttpResponse:
        context = {
            **_told(self.ticket, token),
            "fault": fault,
            "wants_pin": bool(self.ticket.coupon.staff_pin),
        }
        return render(request, "linesteps/web/coupon_use.html", context, status=status)


def _ticket_of(text: str) -> CouponTicket:
    said = read(text)
    if said is None:
        raise Http404
    if said.ticket_id == SAMPLE:
        return _sample_of(said.coupon_id)
    rows = CouponTicket.objects.select_related("coupon__account", "coupon__image", "follower")
    ticket = rows.filter(pk=said.ticket_id, coupon_id=said.coupon_id).first()
    if ticket is None:
        raise Http404
    return ticket


def _back_to_line(token: CouponToken) -> HttpResponse:
    coupon = OwnCoupon.objects.select_related("account").filter(pk=token.coupon_id).first()
    if coupon is None or not coupon.account.has_liff:
        raise Http404
    return redirect(liff_address(coupon.account, token))


def _sample_of(coupon_id: int) -> CouponTicket:
    """What a test message leads to: looks like the real one and belongs to nobody."""
    coupon = OwnCoupon.objects.select_related("account", "image").filter(pk=coupon_id).first()
    if coupon is None:
        raise Http404
    codes = {OwnCoupon.Codes.COMMON: coupon.common_code, OwnCoupon.Codes.POOL: SAMPLE_CODE}
    moment = clock.now()
    return CouponTicket(
        coupon=coupon,
        code_text=codes.get(OwnCoupon.Codes(coupon.codes), ""),
        received_at=moment,
        expires_at=expires_at(coupon, moment),
    )


def _told(ticket: CouponTicket, token: str) -> dict[str, Any]:
    """All that the page says."""
    coupon, moment = ticket.coupon, clock.now()
    is_sample = not ticket.pk
    state = None if is_sample else state_of(ticket)
    return {
        "coupon": coupon,
        "shop": coupon.account.name,
        "picture": picture_url(coupon),
        "code": ticket.code_text,
        # The code of one that is over is of no use to anybody.
        "qr": qr_picture(ticket.code_text) if coupon.shows_qr and ticket.code_text and state is None else "",
        "until": in_words(coupon, ticket.expires_at),
        "left": _left(ticket) if state is None else "",
        "is_soon": ticket.expires_at - moment < SOON,
        "state": state,
        "is_sample": is_sample,
        "used_at": _moment(ticket),
        "is_just_used": ticket.used_at is not None and moment - ticket.used_at < JUST_NOW,
        "language": coupon.language,
        "page": reverse("linesteps:coupon", args=[token]),
        "use_page": reverse("linesteps:use_coupon", args=[token]),
    }


def _moment(ticket: CouponTicket) -> str:
    if ticket.used_at is None:
        return ""
    local = ticket.used_at.astimezone(ticket.coupon.account.zone)
    return f"{date_format(local.date(), 'DATE_FORMAT')} {local:%H:%M}"


def _left(ticket: CouponTicket) -> str:
    """How long it can still be used, as people count days."""
    zone = ticket.coupon.account.zone
    days = (ticket.expires_at.astimezone(zone).date() - clock.now().astimezone(zone).date()).days
    if days < 1:
        return _("Today is the last day")
    return ngettext("%(n)s more day", "%(n)s more days", days) % {"n": days}

"""In which language a page speaks to somebody of whom only the browser is known."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header

from linesteps.accounts.models import Account


def language_for(request: HttpRequest, account: Account) -> str:
    """``ja`` or ``en``: what the phone asks for first of the two, else the account's own."""
    known = set(Account.Language.values)
    for name, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:500].lower()):
        if (short := name.partition("-")[0]) in known:
            return short
    return account.language

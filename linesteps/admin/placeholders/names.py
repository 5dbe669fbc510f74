"""Each name and value with the ways to show it, in words for people."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linesteps.accounts.models import Account
from linesteps.followers.models import Attribute
from linesteps.personalise import ATTRIBUTE_PREFIX, FORMATS

Text = str | Promise

_FORMATS: dict[str, Text] = {
    "san": gettext_lazy("with さん"),
    "sama": gettext_lazy("with 様"),
    "short": gettext_lazy("up to 20 characters"),
    "date": gettext_lazy("month and day"),
    "date_long": gettext_lazy("year, month, day and weekday"),
    "number": gettext_lazy("with separators"),
    "yen": gettext_lazy("in yen"),
}
_HONORIFICS = {"san": "さん", "sama": "様"}
#: What an example shows; no friend's value.
_EXAMPLES = {
    Attribute.Type.NUMBER: "12800",
    Attribute.Type.DATE: "2026-12-24",
    Attribute.Type.YES_NO: "true",
}
#: Texts may hold dates and numbers, too, but a menu of all ways helps nobody.
_OF_TEXTS = ("san", "sama", "short")


def names_for(account: Account) -> list[dict[str, Any]]:
    """The friend's name, the account's, then the attributes by their names.

    Each is ``{"name", "label", "fallback", "isKnown", "formats": [{"name", "label", "chip", "example"}]}``; the
    first way to show it is the value as it is.
    """
    attributes = list(account.attributes.all())
    labels = [one.name for one in attributes]
    with translation.override(account.language):
        customer, hanako = _("Customer"), _("Hanako")
    friend = _name("display_name", _("Friend's name"), "name", hanako, account, fallback=customer)
    shop = _name("account_name", _("Name of the account"), "", account.name, account, is_known=True)
    found = [friend, shop]
    for one in attributes:
        label = one.name if labels.count(one.name) == 1 else f"{one.name} ({one.key})"
        example = _EXAMPLES.get(Attribute.Type(one.type)) or str(next(iter(one.choices), "…"))
        found.append(_name(ATTRIBUTE_PREFIX + one.key, label, one.type, example, account))
    return found


def _name(
    name: str,
    label: str,
    type_: str,
    example: str,
    account: Account,
    *,
    fallback: str = "",
    is_known: bool = False,
) -> dict[str, Any]:
    fitting = [key for key, one in FORMATS.items() if type_ in one.types]
    if type_ == Attribute.Type.TEXT:
        fitting = list(_OF_TEXTS)
    formats = [{"name": "", "label": _("as it is"), "chip": label, "example": example}]
    for key in fitting:
        chip = label + _HONORIFICS[key] if key in _HONORIFICS else f"{label} ({_FORMATS[key]})"
        shown = FORMATS[key].show(example, account.language) or example
        formats.append({"name": key, "label": str(_FORMATS[key]), "chip": chip, "example": shown})
    return {"name": name, "label": label, "fallback": fallback, "isKnown": is_known, "formats": formats}

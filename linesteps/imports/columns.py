"""What the columns of a file can be, and which they probably are by their headings."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from django.utils.translation import gettext as _

from linesteps.accounts.models import Account

#: The names under which a column is stored; an attribute's key follows the colon.
LINE_ID, OWN_ID, TAGS, UNTAGS = "line_user_id", "id", "tags", "untags"
BY, SET = "by:", "set:"
#: Headings as people, other tools and our own export write them; all folded.
_HEADINGS = {
    LINE_ID: (
        "line user id", "line userid", "lineuserid", "line_user_id", "user id", "userid", "user_id", "uid",
        "line id", "ユーザーid", "lineユーザーid", "line ユーザーid", "ユーザid",
    ),
    OWN_ID: ("id", "friend id", "友だちid", "友だちの番号", "number"),
    TAGS: ("tag", "tags", "タグ", "追加するタグ", "付けるタグ", "tags to add"),
    UNTAGS: ("外すタグ", "削除するタグ", "tags to remove", "remove tags"),
}  # fmt: skip


def targets(account: Account) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a column can be, in groups, for a list: stored name and words."""
    attributes = list(account.attributes.order_by("name", "pk"))
    return [
        (
            _("Says who it is"),
            [
                (LINE_ID, _("LINE user ID")),
                (OWN_ID, _("Number of the friend here (ID)")),
                *(
                    (f"{BY}{one.key}", _("Friend whose “%(name)s” is this") % {"name": one.name})
                    for one in attributes
                ),
            ],
        ),
        (_("Tags"), [(TAGS, _("Tags to put on")), (UNTAGS, _("Tags to take off"))]),
        (_("Attributes"), [(f"{SET}{one.key}", one.name) for one in attributes]),
    ]


def guesses(account: Account, headers: Sequence[str]) -> list[str]:
    """What each column probably is; each name once, the first column that fits gets it."""
    known = {_folded(heading): name for name, headings in _HEADINGS.items() for heading in headings}
    for one in account.attributes.all():
        for heading in (one.key, one.name):
            known[_folded(heading)] = f"{SET}{one.key}"
    found: list[str] = []
    for header in headers:
        # Our own export writes one before a heading that a spreadsheet program would run.
        name = known.get(_folded(header.removeprefix("'")), "")
        found.append("" if name in found else name)
    if LINE_ID in found and OWN_ID in found:
        # One says who it is; LINE's is the surer one.
        found[found.index(OWN_ID)] = ""
    return found


def faults(columns: Sequence[str]) -> list[str]:
    """Why these columns cannot be used together, in words."""
    keys = [name for name in columns if name in {LINE_ID, OWN_ID} or name.startswith(BY)]
    rest = [name for name in columns if name and name not in keys]
    found = []
    if not keys:
        found.append(_("Say which column says who it is, such as the LINE user ID."))
    if len(keys) > 1:
        found.append(_("Only one column can say who it is."))
    if not rest:
        found.append(_("Say which column holds tags or an attribute."))
    if len({name for name in rest if name.startswith(SET)}) < len(
        [name for name in rest if name.startswith(SET)]
    ):
        found.append(_("Two columns hold the same attribute. Leave one of them out."))
    return found


def _folded(heading: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", heading).casefold().split())

"""LINE's own emoji that its API sends, and what is wrong with those in a text."""

from __future__ import annotations

import re

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linesteps.line.limits import utf16_length
from linesteps.line.limits.messages import MAX_EMOJI, MAX_TEXT
from linesteps.messages.kind import Compiling, Problem
from linesteps.personalise import Emoji, emoji_in, without_emoji

#: LINE's own server of pictures, from which many programs show emoji; not documented. Without it the picker
#: shows numbers.
PICTURE = "https://stickershop.line-scdn.net/sticonshop/v1/sticon/{product}/iPhone/{emoji}.png"
#: Where LINE shows them with their numbers.
_LIST = {
    "ja": "https://developers.line.biz/ja/docs/messaging-api/emoji-list/",
    "en": "https://developers.line.biz/en/docs/messaging-api/emoji-list/",
}
#: How many emoji each set of LINE's list has (docs, “LINE emoji”); they are numbered from 001 without gaps. Two
#: public lists that were made independently (one by reading LINE's page, one by asking its server of pictures)
#: agree on these; sets that only one of them has are left out and can be typed.
SETS = {
    "670e0cce840a8236ddd4ee4c": 211,
    "5ac1bfd5040ab15980c9b435": 250,
    "5ac1de17040ab15980c9b438": 194,
    "5ac21184040ab15980c9b43a": 234,
    "5ac21542031a6752fb806d55": 248,
    "5ac2173d031a6752fb806d56": 240,
    "5ac21869040ab15980c9b43b": 199,
    "5ac218e3040ab15980c9b43c": 221,
    "5ac2197b040ab15980c9b43d": 201,
    "5ac21a13031a6752fb806d57": 149,
    "5ac21a18040ab15980c9b43e": 239,
    "5ac21a8c040ab15980c9b43f": 149,
    "5ac21ae3040ab15980c9b440": 149,
    "5ac21b4f031a6752fb806d59": 149,
    "5ac21c46040ab15980c9b442": 221,
    "5ac21cc5031a6752fb806d5c": 170,
    "5ac21d59031a6752fb806d5d": 212,
    "5ac21e6c040ab15980c9b444": 222,
    "5ac21ef5031a6752fb806d5e": 150,
    "5ac21f52040ab15980c9b445": 183,
    "5ac21fda040ab15980c9b446": 140,
    "5ac2206d031a6752fb806d5f": 252,
    "5ac220c2031a6752fb806d60": 246,
    "5ac2211e031a6752fb806d61": 250,
    "5ac2213e040ab15980c9b447": 182,
    "5ac2216f040ab15980c9b448": 188,
    "5ac221ca040ab15980c9b449": 167,
    "5ac22224031a6752fb806d62": 251,
    "5ac22293031a6752fb806d63": 184,
    "5ac222bf031a6752fb806d64": 250,
    "5ac223c6040ab15980c9b44a": 157,
    "5ac2264e040ab15980c9b44b": 252,
    "5ac22775040ab15980c9b44c": 247,
    "5ac2280f031a6752fb806d65": 250,
    "5ac22a8c031a6752fb806d66": 210,
    "5ac22b23040ab15980c9b44d": 247,
    "5ac22bad031a6752fb806d67": 214,
    "5ac22c9e031a6752fb806d68": 198,
    "5ac22d62031a6752fb806d69": 196,
    "5ac22def040ab15980c9b44e": 250,
    "5ac22e85040ab15980c9b44f": 209,
}
#: LINE counts an emoji as the words that stand for it on phones which cannot show it, and does not say which
#: (docs, “Character counting in a text”). Its own example, “(hello)”, has 7 letters (webhook.yml, ``Emoji``).
_WORDS_OF_ONE = 30
_IDS = r"[0-9a-f]{24}", r"[0-9]{3}"


def emoji_list() -> str:
    """Where LINE shows its emoji, in the reader's language."""
    return _LIST["ja" if (get_language() or "").startswith("ja") else "en"]


def emoji_problems(text: str, compiling: Compiling, path: tuple[str | int, ...]) -> list[Problem]:
    """Emoji that LINE does not have or may not have, and more of them than it takes."""
    used = emoji_in(text)
    found: list[Problem] = []
    if len(used) > MAX_EMOJI:
        words = _("LINE takes up to %(max)s of its emoji in one text (now %(count)s). Delete some.")
        found.append(Problem(message=words % {"max": MAX_EMOJI, "count": len(used)}, path=path))
    for one in dict.fromkeys(used):
        found += _problems_of(one, path)
    # The sign that stands for it is one letter of them.
    length = utf16_length(compiling.longest(without_emoji(text))) + (_WORDS_OF_ONE - 1) * len(used)
    if used and length > MAX_TEXT:
        words = _(
            "LINE counts each of its emoji as several letters, so this text may be longer than %(max)s. "
            "Shorten it, or delete emoji."
        )
        found.append(Problem(message=words % {"max": MAX_TEXT}, path=path))
    return found


def _problems_of(one: Emoji, path: tuple[str | int, ...]) -> list[Problem]:
    if not _is_whole(one):
        words = _("An emoji here has no complete number. Delete it and choose it again.")
        return [Problem(message=words, path=path)]
    most = SETS.get(one.product_id)
    if most is None:
        # LINE may have listed new ones since; only a test tells.
        words = _(
            "We do not know the set of the emoji %(number)s. Send a test before you publish: "
            "LINE sends its own sets only."
        )
        return [Problem(message=words % {"number": one.emoji_id}, path=path, is_error=False)]
    if not 1 <= int(one.emoji_id) <= most:
        words = _("There is no emoji %(number)s in this set; it has %(max)s. Choose another one.")
        return [Problem(message=words % {"number": one.emoji_id, "max": most}, path=path)]
    return []


def _is_whole(one: Emoji) -> bool:
    product, number = _IDS
    return bool(re.fullmatch(product, one.product_id) and re.fullmatch(number, one.emoji_id))

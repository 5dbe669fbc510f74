"""Attributes that nearly every shop wants, made with one press: gender, birthday, prefecture.

Their choices are stored in the language of the account; in a file each may be written in either language.
The prefectures stand in the order of JIS X 0401.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from linesteps.accounts.models import Account
from linesteps.followers.models import Attribute

_PREFECTURES = (
    "北海道 Hokkaido,青森県 Aomori,岩手県 Iwate,宮城県 Miyagi,秋田県 Akita,山形県 Yamagata,福島県 Fukushima,"
    "茨城県 Ibaraki,栃木県 Tochigi,群馬県 Gunma,埼玉県 Saitama,千葉県 Chiba,東京都 Tokyo,神奈川県 Kanagawa,"
    "新潟県 Niigata,富山県 Toyama,石川県 Ishikawa,福井県 Fukui,山梨県 Yamanashi,長野県 Nagano,岐阜県 Gifu,"
    "静岡県 Shizuoka,愛知県 Aichi,三重県 Mie,滋賀県 Shiga,京都府 Kyoto,大阪府 Osaka,兵庫県 Hyogo,奈良県 Nara,"
    "和歌山県 Wakayama,鳥取県 Tottori,島根県 Shimane,岡山県 Okayama,広島県 Hiroshima,山口県 Yamaguchi,"
    "徳島県 Tokushima,香川県 Kagawa,愛媛県 Ehime,高知県 Kochi,福岡県 Fukuoka,佐賀県 Saga,長崎県 Nagasaki,"
    "熊本県 Kumamoto,大分県 Oita,宮崎県 Miyazaki,鹿児島県 Kagoshima,沖縄県 Okinawa"
)
PREFECTURES: tuple[tuple[str, str], ...] = tuple(
    (one.split()[0], one.split()[1]) for one in _PREFECTURES.split(",")
)
_GENDERS = (
    ("女性", "Female", ("女", "f", "woman")),
    ("男性", "Male", ("男", "m", "man")),
    ("その他", "Other", ("other",)),
    ("回答しない", "No answer", ("答えない", "無回答", "n/a")),
)


def _groups() -> dict[str, int]:
    """Each spelling of a choice, folded, with the number of what it means."""
    found: dict[str, int] = {}
    spellings: list[tuple[str, ...]] = [(ja, en, *more) for ja, en, more in _GENDERS]
    for ja, en in PREFECTURES:
        # Hokkaido keeps its last character: 北海 is no prefecture's name.
        short = ja if ja == "北海道" else ja[:-1]
        spellings.append((ja, en, short, f"{en}-ken", f"{en}-to", f"{en}-fu", f"{en} prefecture"))
    for number, words in enumerate(spellings):
        for word in words:
            found.setdefault(word.casefold(), number)
    return found


_SAME = _groups()


def same_choice(choice: str, folded: str) -> bool:
    """Whether a folded word is another spelling of a choice that is ready-made, such as “tokyo” of 「東京都」."""
    meant = _SAME.get(choice.casefold())
    return meant is not None and _SAME.get(folded) == meant


@dataclass(frozen=True, kw_only=True)
class ReadyMade:
    """One of them.

    Args:
        key: the attribute's key.
        name: in Japanese and in English.
        type: its type.
        choices: each in Japanese and in English.
        note: what it is good for, for editors.
    """

    key: str
    name: tuple[str, str]
    type: str
    choices: tuple[tuple[str, str], ...] = ()
    note: Any = ""

    def make(self, account: Account) -> Attribute:
        """The attribute of an account, in its language; left as it is if the account has one with this key."""
        place = 0 if account.language.startswith("ja") else 1
        return Attribute.objects.get_or_create(
            account=account,
            key=self.key,
            defaults={
                "name": self.name[place],
                "type": self.type,
                "choices": [choice[place] for choice in self.choices],
            },
        )[0]


READY_MADE = (
    ReadyMade(
        key="gender",
        name=("性別", "Gender"),
        type=Attribute.Type.CHOICE.value,
        choices=tuple((ja, en) for ja, en, _more in _GENDERS),
        note=_("LINE does not tell it: ask for it, or bring it in by a file."),
    ),
    ReadyMade(
        key="birthday",
        name=("誕生日", "Birthday"),
        type=Attribute.Type.DATE.value,
        note=_("Branches can ask for the age of today, and scenarios can wait for the day."),
    ),
    ReadyMade(
        key="prefecture",
        name=("都道府県", "Prefecture"),
        type=Attribute.Type.CHOICE.value,
        choices=PREFECTURES,
        note=_("All 47. Files may say 東京, 東京都 or Tokyo."),
    ),
)

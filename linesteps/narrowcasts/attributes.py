"""What LINE takes people to be, as narrowcasts may ask for it (openapi/messaging-api.yml, DemographicFilter).

The data are LINE's own guess, some three days old; of nobody does LINE ever tell it.
"""

from __future__ import annotations

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

GENDERS = (("female", pgettext_lazy("people", "Women")), ("male", pgettext_lazy("people", "Men")))
APPS = (("ios", _("iPhone")), ("android", _("Android")))
AGES = tuple((f"age_{age}", format_lazy(_("{n} years"), n=age)) for age in range(15, 75, 5))
PERIODS = (
    ("day_7", _("7 days")),
    ("day_30", _("30 days")),
    ("day_90", _("90 days")),
    ("day_180", _("180 days")),
    ("day_365", _("365 days")),
)
#: Japan's prefectures, by region, in the order of LINE's codes (JIS X 0401).
_PREFECTURES: tuple[tuple[Any, tuple[Any, ...]], ...] = (
    (
        _("Hokkaido and Tohoku"),
        (_("Hokkaido"), _("Aomori"), _("Iwate"), _("Miyagi"), _("Akita"), _("Yamagata"), _("Fukushima")),
    ),
    (
        _("Kanto"),
        (_("Ibaraki"), _("Tochigi"), _("Gunma"), _("Saitama"), _("Chiba"), _("Tokyo"), _("Kanagawa")),
    ),
    (
        _("Chubu"),
        (
            _("Niigata"), _("Toyama"), _("Ishikawa"), _("Fukui"), _("Yamanashi"), _("Nagano"), _("Gifu"),
            _("Shizuoka"), _("Aichi"),
        ),
    ),
    (_("Kinki"), (_("Mie"), _("Shiga"), _("Kyoto"), _("Osaka"), _("Hyogo"), _("Nara"), _("Wakayama"))),
    (_("Chugoku"), (_("Tottori"), _("Shimane"), _("Okayama"), _("Hiroshima"), _("Yamaguchi"))),
    (_("Shikoku"), (_("Tokushima"), _("Kagawa"), _("Ehime"), _("Kochi"))),
    (
        _("Kyushu and Okinawa"),
        (
            _("Fukuoka"), _("Saga"), _("Nagasaki"), _("Kumamoto"), _("Oita"), _("Miyazaki"), _("Kagoshima"),
            _("Okinawa"),
        ),
    ),
)  # fmt: skip


def _areas() -> tuple[tuple[Any, tuple[tuple[str, Any], ...]], ...]:
    number, found = 0, []
    for region, names in _PREFECTURES:
        rows = []
        for name in names:
            number += 1
            rows.append((f"jp_{number:02}", name))
        found.append((region, tuple(rows)))
    return tuple(found)


#: By region, as a select wants it.
AREAS = _areas()
AREA_NAMES: dict[str, Any] = {code: name for _region, rows in AREAS for code, name in rows}


def filter_of(
    *,
    genders: list[str],
    app: str,
    areas: list[str],
    ages: tuple[str, str],
    periods: tuple[str, str],
) -> dict[str, Any] | None:
    """LINE's filter for what was chosen, all of which must hold; ``None`` where nothing was.

    Args:
        ages: from, and below; either may be empty. ``periods`` alike.
    """
    parts: list[dict[str, Any]] = []
    # Both genders leave out only those of whom LINE does not know it, which is meant by nobody who ticks both; but
    # it is what LINE does, and the form says so.
    if genders:
        parts.append({"type": "gender", "oneOf": sorted(genders)})
    if any(ages):
        parts.append({"type": "age", **_bounds(ages)})
    if app:
        parts.append({"type": "appType", "oneOf": [app]})
    if areas:
        parts.append({"type": "area", "oneOf": sorted(areas)})
    if any(periods):
        parts.append({"type": "subscriptionPeriod", **_bounds(periods)})
    if not parts:
        return None
    whole = parts[0] if len(parts) == 1 else {"type": "operator", "and": parts}
    return {"demographic": whole}


def _bounds(pair: tuple[str, str]) -> dict[str, str]:
    return {name: value for name, value in zip(("gte", "lt"), pair, strict=True) if value}

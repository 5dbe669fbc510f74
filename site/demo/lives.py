"""What ninety made-up people did in the weeks before the demo begins.

Days are counted back from today in the shop's time zone. Nobody joined on a day whose next step falls
on today (3, 7, 10 and 30 days ago), so that everybody's state is the same at any hour of the day.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Life:
    """One person's way with a shop.

    Args:
        days_ago: when they added the shop; 0 is a little while ago.
        at: their clock time on that day.
        os: their phone.
        taps: hours after that at which they tap the newest link.
        blocks: days after that at which they block the shop.
        returns: days after that at which they take it back.
        says: key of what they write a few minutes after the first message.
        tags: tag key and source of each.
        facts: attribute key, value (a choice's key, or the value itself) and source of each.
    """

    days_ago: int
    at: str = "10:20"
    os: str = "ios"
    taps: tuple[float, ...] = ()
    blocks: float | None = None
    returns: float | None = None
    says: str = ""
    tags: tuple[tuple[str, str], ...] = ()
    facts: tuple[tuple[str, str, str], ...] = field(default_factory=tuple)


SEASIDE = (
    Life(
        days_ago=20,
        at="09:12",
        taps=(0.2, 73.0, 250.0),
        tags=(("regular", "hand"), ("gift", "member")),
        facts=(
            ("gender", "female", "survey"),
            ("birthday", "1988-04-12", "member"),
            ("area", "kanto", "member"),
        ),
    ),
    Life(days_ago=19, at="21:40", os="android", facts=(("gender", "male", "survey"),)),
    Life(days_ago=18, at="12:05", taps=(26.0,), tags=(("tasting", "import"),)),
    Life(days_ago=17, at="18:30", os="android", taps=(1.0,), facts=(("area", "kansai", "import"),)),
    Life(days_ago=16, at="08:02"),
    Life(days_ago=14, at="20:15", taps=(0.1,), says="thanks", facts=(("gender", "female", "survey"),)),
    Life(days_ago=13, at="11:11", os="android", taps=(80.0,)),
    Life(days_ago=12, at="15:45", blocks=4.0),
    Life(days_ago=9, at="10:00", taps=(3.0,), tags=(("regular", "hand"),)),
    Life(days_ago=8, at="13:20", os="android", facts=(("birthday", "1979-11-03", "member"),)),
    Life(days_ago=8, at="22:10", taps=(12.0,)),
    Life(days_ago=6, at="16:00", says="delivery"),
    Life(
        days_ago=5,
        at="19:25",
        taps=(0.5,),
        facts=(("area", "tohoku", "survey"), ("gender", "none", "survey")),
    ),
    Life(days_ago=4, at="07:50", os="android", blocks=2.0),
    Life(days_ago=9, at="17:30", blocks=1.0, returns=7.0),
    Life(days_ago=2, at="12:40", os="android", taps=(5.0,)),
    Life(days_ago=1, at="09:30", tags=(("tasting", "import"),)),
    Life(days_ago=0),
)

RESTAURANT = (
    Life(days_ago=34, at="19:10", tags=(("regular", "hand"), ("family", "survey"))),
    Life(days_ago=33, at="12:20", os="android", says="table"),
    Life(days_ago=31, at="13:05", facts=(("gender", "female", "survey"),)),
    Life(days_ago=26, at="18:45"),
    Life(days_ago=21, at="20:30", os="android", tags=(("family", "hand"),)),
    Life(days_ago=15, at="12:50", blocks=9.0),
    Life(days_ago=11, at="19:55", facts=(("birthday", "1992-07-21", "survey"),)),
    Life(days_ago=9, at="13:30", os="android"),
    Life(days_ago=6, at="18:15", says="thanks"),
    Life(days_ago=4, at="12:10"),
    Life(days_ago=2, at="20:05", os="android", facts=(("area", "kanto", "survey"),)),
    Life(days_ago=1, at="19:35"),
)


#: Days ago and how many: days on which many added the seaside shop, as after a flyer.
_RUSHES = ((27, 14), (22, 12), (15, 10), (9, 9), (5, 8), (1, 7))


def crowd() -> tuple[Life, ...]:
    """Sixty people who came on a few busy days, so that the figures have something to say."""
    return tuple(_one_of_many(days_ago, number) for days_ago, many in _RUSHES for number in range(many))


def _one_of_many(days_ago: int, number: int) -> Life:
    # They share their hours, so that making them takes little time.
    taps: list[float] = []
    if number % 10 < 5:
        taps.append((0.2, 6.6, 9.1)[number % 3])
    if number % 10 in (0, 2, 5, 6):
        taps.append((79.5, 92.0)[number % 2])
    if number % 5 == 0:
        taps.append(248.0)
    blocks = {4: 0.4, 8: 2.0, 11: 3.5}.get(number)
    return Life(
        days_ago=days_ago,
        at="12:30",
        os="android" if number % 3 == 1 else "ios",
        taps=tuple(hours for hours in taps if blocks is None or hours < 24 * blocks),
        blocks=blocks,
    )

"""LINE's own statistics: how many people saw what was sent under one name (docs, “Unit-based statistics”)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from linebot.v3.messaging import ApiException

from linesteps.line.sdk import faults, prepared

#: Seconds to wait for each answer.
_PATIENCE = 5.0


@dataclass(frozen=True, kw_only=True)
class UnitCounts:
    """What LINE counts of one unit (openapi/insight.yml, GetStatisticsPerUnitResponse, overview).

    ``None`` means that LINE does not tell: fewer than 20 people, which is not the same as nobody.

    Args:
        saw: people who had at least one of the bubbles on their screen.
        tapped: people who opened a link of it.
        played: people who began to play its video or sound.
        played_to_end: people who played it to its end.
    """

    saw: int | None
    tapped: int | None
    played: int | None
    played_to_end: int | None


def counts_of_unit(base_url: str, access_token: str, unit: str, first: date, last: date) -> UnitCounts:
    """Ask LINE for the people of one unit. 60 calls an hour for each account, whatever unit they ask for.

    Args:
        base_url: ``Account.api_url``.
        access_token: in plain text.
        unit: its name.
        first: the first day, in UTC+9.
        last: the last day, at most 30 days later.

    Raises:
        LineFault: or one of its kinds; ``LineTooFast`` when the hour's calls are used up.
    """
    # The SDK's package for statistics brings forty modules, and few workers ever ask: loaded at the first question.
    from linebot.v3 import insight

    client = insight.ApiClient(prepared(insight.Configuration(host=base_url, access_token=access_token)))
    with faults():
        try:
            answer = insight.Insight(client).get_statistics_per_unit(
                custom_aggregation_unit=unit,
                var_from=f"{first:%Y%m%d}",
                to=f"{last:%Y%m%d}",
                _request_timeout=(_PATIENCE, _PATIENCE),
            )
        except insight.ApiException as error:
            # Each of the SDK's packages has a class of its own for the same errors.
            known = ApiException(status=error.status, reason=error.reason)
            known.body = error.body
            raise known from None
    found = answer.overview
    return UnitCounts(
        saw=found.unique_impression,
        tapped=found.unique_click,
        played=found.unique_media_played,
        played_to_end=found.unique_media_played100_percent,
    )

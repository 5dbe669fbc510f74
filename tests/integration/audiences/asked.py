"""Conditions at random, of every kind that can be asked of everybody."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from linesteps.testing.build import Plain, condition
from tests.integration.audiences.people import GENDERS, TAGS, Crowd

_ABSENT = st.booleans()


def leaves(crowd: Crowd, segments: list[int]) -> st.SearchStrategy[Plain]:
    """One condition that holds no others."""

    def of(kind: str, **values: Any) -> st.SearchStrategy[Plain]:
        return st.fixed_dictionaries(values).map(lambda found: condition(kind, **found))

    found = [
        of("tag", tag=st.sampled_from([*TAGS, "never"]), is_absent=_ABSENT),
        of(
            "attribute",
            attribute=st.just("gender"),
            comparison=st.sampled_from(["is", "is_not", "contains"]),
            value=st.sampled_from([*GENDERS, "FEMALE", "é"]),
        ),
        of(
            "attribute",
            attribute=st.just("points"),
            comparison=st.sampled_from(["is", "at_least", "at_most"]),
            value=st.sampled_from(["1", "9.5", "10"]),
        ),
        of(
            "friend_days",
            comparison=st.sampled_from(["at_least", "less_than"]),
            days=st.sampled_from([0, 1, 2, 3, 10**11]),
        ),
        of(
            "language",
            languages=st.lists(st.sampled_from(["ja", "zh", "en"]), min_size=1, unique=True),
            is_absent=_ABSENT,
        ),
        of("os", os=st.sampled_from(["ios", "android"]), comparison=st.just("any"), version=st.just("")),
        of(
            "os",
            os=st.just("ios"),
            comparison=st.sampled_from(["at_least", "less_than"]),
            version=st.sampled_from(["9", "17.4"]),
        ),
        of(
            "in_scenario",
            scenario=st.just(str(crowd.scenario.pk)),
            state=st.sampled_from(["inside", "finished", "ever"]),
            is_absent=_ABSENT,
        ),
        of(
            "coupon",
            coupon=st.just(crowd.coupon.pk),
            state=st.sampled_from(["used", "not_used", "received", "not_received"]),
            days=st.none(),
        ),
        of(
            "coupon",
            coupon=st.just(crowd.coupon.pk),
            state=st.just("expires"),
            days=st.sampled_from([1, 5, 7, 365]),
        ),
        of("replied", since=st.just("days"), days=st.sampled_from([1, 2, 30]), is_absent=_ABSENT),
        of(
            "weekday_time",
            weekdays=st.lists(st.sampled_from(["0", "3", "6"]), min_size=1, unique=True),
            after=st.none(),
            before=st.none(),
        ),
        of("percentage", percent=st.sampled_from([1, 30, 99])),
    ]
    if segments:
        found.append(
            of("in_segment", segment=st.sampled_from([str(one) for one in segments]), is_absent=_ABSENT)
        )
    return st.one_of(found)


def conditions(crowd: Crowd, segments: list[int]) -> st.SearchStrategy[list[Plain]]:
    """One to four conditions, some of them groups."""
    leaf = leaves(crowd, segments)
    group = st.fixed_dictionaries(
        {"match": st.sampled_from(["all", "any"]), "conditions": st.lists(leaf, min_size=1, max_size=3)}
    ).map(lambda found: condition("group", **found))
    return st.lists(st.one_of(leaf, leaf, group), min_size=1, max_size=4)

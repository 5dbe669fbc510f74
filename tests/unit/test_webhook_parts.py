"""Signatures by the example that Standard Webhooks' own libraries test themselves with, and how reports are read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linesteps.calls.models import secret_bytes
from linesteps.calls.signature import signed_headers
from linesteps.followers.events import is_event_name
from linesteps.followers.property_values import value_at
from linesteps.hooks.fields import MOST_PLACES, places, text_at
from linesteps.hooks.signature import NotSigned, check_plain, check_standard
from linesteps.hooks.take import event_name_of

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
EVENT, STAMP, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
SIGNED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_what_we_send_and_what_we_take_is_signed_as_the_published_example() -> None:
    headers = signed_headers(secret_bytes(SECRET), EVENT, STAMP, BODY)
    assert headers["webhook-signature"] == SIGNED
    for late in (-300, 300):
        assert check_standard(headers, BODY, [SECRET], STAMP + late) == EVENT
    for late in (-301, 301):
        with pytest.raises(NotSigned):
            check_standard(headers, BODY, [SECRET], STAMP + late)
    with pytest.raises(NotSigned):
        check_standard(headers, BODY, ["whsec_" + "A" * 32], STAMP)


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature", "X-Signature"]), st.text()
    )
)
def test_no_header_whatever_gets_in_or_breaks_the_check(headers: dict[str, str]) -> None:
    for check in (
        lambda: check_standard(headers, BODY, [SECRET], STAMP),
        lambda: check_plain(headers, BODY, [SECRET], "X-Signature"),
    ):
        with pytest.raises(NotSigned):
            check()


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("order.paid", "order.paid"),
        ("Order Paid", "order_paid"),
        ("OrderPaid", "order_paid"),
        ("orders/paid", "orders_paid"),
        ("ORDER-PAID!", "order_paid"),
        ("x" * 100, "x" * 60),
        ("注文", ""),
    ],
)
def test_names_of_other_systems_become_names_of_ours(told: str, name: str) -> None:
    assert event_name_of(told) == name
    assert is_event_name(name) == bool(name)


def test_places_lead_to_what_they_show() -> None:
    report = {"a": {"b": [{"c": 1}, "x"], "d.e": 2, "": 3}, "f": None, "g": True}
    found = places(report)
    assert [place.path for place in found] == ["a.b.0.c", "a.b.1", "f", "g"]
    assert all(value_at(report, place.path) == place.value for place in found)
    for nowhere in ("", "a.b.9", "a.b.x", "a.b.0.c.d", "z", "a.b.-1", "a.b.00000000000000000001"):
        assert value_at(report, nowhere) is None
    assert [text_at(report, path) for path in ("a.b.0.c", "a.b.1", "f", "g", "a")] == ["1", "x", "", "", ""]
    assert len(places({str(number): number for number in range(500)})) == MOST_PLACES

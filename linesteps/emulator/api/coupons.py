"""Coupons: create, list, get, close. There is no edit.

Source: Messaging API reference, "Coupon"; openapi/messaging-api.yml, ``CouponCreateRequest``.
"""

from __future__ import annotations

import secrets
from typing import Any

from linesteps import clock
from linesteps.emulator.api.call import Answer, Call, Refused, Route, bad_body
from linesteps.emulator.records import Coupon
from linesteps.line.limits.report import Report

MAX_VALID = 5000
STATUSES = ("DRAFT", "RUNNING", "CLOSED")
REWARDS = ("cashBack", "discount", "free", "gift", "others")
TIMEZONES = (
    "ETC_GMT_MINUS_12",
    "ETC_GMT_MINUS_11",
    "PACIFIC_HONOLULU",
    "AMERICA_ANCHORAGE",
    "AMERICA_LOS_ANGELES",
    "AMERICA_PHOENIX",
    "AMERICA_CHICAGO",
    "AMERICA_NEW_YORK",
    "AMERICA_CARACAS",
    "AMERICA_SANTIAGO",
    "AMERICA_ST_JOHNS",
    "AMERICA_SAO_PAULO",
    "ETC_GMT_MINUS_2",
    "ATLANTIC_CAPE_VERDE",
    "EUROPE_LONDON",
    "EUROPE_PARIS",
    "EUROPE_ISTANBUL",
    "EUROPE_MOSCOW",
    "ASIA_TEHRAN",
    "ASIA_TBILISI",
    "ASIA_KABUL",
    "ASIA_TASHKENT",
    "ASIA_COLOMBO",
    "ASIA_KATHMANDU",
    "ASIA_ALMATY",
    "ASIA_RANGOON",
    "ASIA_BANGKOK",
    "ASIA_TAIPEI",
    "ASIA_TOKYO",
    "AUSTRALIA_DARWIN",
    "AUSTRALIA_SYDNEY",
    "ASIA_VLADIVOSTOK",
    "ETC_GMT_PLUS_12",
    "PACIFIC_TONGATAPU",
)
_ANY = 2**53
#: What ``priceInfo.type`` may be, by the reward (openapi, ``CashBackPriceInfoRequest``, ``DiscountPriceInfoRequest``).
_PRICES = {"cashBack": ("fixed", "percentage"), "discount": ("fixed", "percentage", "explicit")}


async def create(call: Call) -> Answer:
    """Create a coupon; it runs at once."""
    properties = call.body()
    report = Report(http_hosts=call.platform.http_hosts)
    _check(report, properties)
    if report.violations:
        # A path here starts with the dot that joins it to an (absent) parent.
        details = [{"message": found.message, "property": found.property[1:]} for found in report.violations]
        raise bad_body(details)
    coupons = call.platform.coupons[call.account.channel_id]
    if sum(not coupon.is_closed for coupon in coupons.values()) >= MAX_VALID:
        raise Refused(400, "The number of valid coupons has reached the limit")
    coupon = Coupon(coupon_id=f"01{secrets.token_hex(12)}", properties=properties, created_at=clock.now())
    coupons[coupon.coupon_id] = coupon
    call.platform.touch()
    return Answer(data={"couponId": coupon.coupon_id})


async def list_coupons(call: Call) -> Answer:
    """Ids and titles, page by page."""
    query = call.request.query
    wanted = [word for value in query.getall("status", []) for word in value.split(",")]
    limit, start = query.get("limit", "20"), query.get("start", "0")
    if any(word not in STATUSES for word in wanted):
        wording = f"Must be one of the following values: [{', '.join(STATUSES)}]"
        raise Refused(400, wording, details=[{"message": wording, "property": "status"}])
    if not limit.isdigit() or not 1 <= int(limit) <= 100 or not start.isdigit():
        details = [{"message": "Must be between 1 and 100", "property": "limit"}]
        raise Refused(400, "The request has 1 error(s)", details=details)
    found = [
        coupon
        for coupon in call.platform.coupons[call.account.channel_id].values()
        if not wanted or coupon.status in wanted
    ]
    first, last = int(start), int(start) + int(limit)
    items = [
        {"couponId": coupon.coupon_id, "title": coupon.properties["title"]} for coupon in found[first:last]
    ]
    data: dict[str, Any] = {"items": items}
    if last < len(found):
        data["next"] = str(last)
    return Answer(data=data)


async def get(call: Call) -> Answer:
    """All properties of one coupon."""
    coupon = _find(call)
    data = {**coupon.properties, "couponId": coupon.coupon_id, "status": coupon.status}
    data["createdTimestamp"] = int(coupon.created_at.timestamp())
    data["maxTicketPerUser"] = 1
    data["maxAcquireCount"] = coupon.properties["acquisitionCondition"].get("maxAcquireCount", -1)
    return Answer(data=data)


async def close(call: Call) -> Answer:
    """Close a coupon for ever, also for those who have acquired it; 410 when it is closed already."""
    coupon = _find(call)
    if coupon.is_closed:
        raise Refused(410, "The coupon is already closed")
    coupon.is_closed = True
    call.platform.touch()
    return Answer()


def _find(call: Call) -> Coupon:
    found = call.platform.coupons[call.account.channel_id].get(call.request.match_info["coupon_id"])
    if found is None:
        raise Refused(404, "Not found")
    return found


def _check(report: Report, coupon: dict[str, Any]) -> None:
    report.text(coupon, "title", "", high=60)
    report.text(coupon, "description", "", low=0, high=1000, required=False)
    report.text(coupon, "usageCondition", "", low=0, high=100, required=False)
    report.text(coupon, "couponCode", "", high=16, required=False)
    report.media_url(coupon, "imageUrl", "", required=False)
    report.media_url(coupon, "barcodeImageUrl", "", required=False)
    start = report.number(coupon, "startTimestamp", "", low=0, high=_ANY)
    end = report.number(coupon, "endTimestamp", "", low=0, high=_ANY)
    if start is not None and end is not None and end <= start:
        report.add(".endTimestamp", "out_of_range", "endTimestamp must be later than startTimestamp")
    if coupon.get("maxUseCountPerTicket") not in (1, -1):
        report.add(".maxUseCountPerTicket", "bad_value", "Must be one of the following values: [1, -1]")
    report.choice(coupon, "visibility", "", ("UNLISTED", "PUBLIC"), required=True)
    report.choice(coupon, "timezone", "", TIMEZONES, required=True)
    condition = coupon.get("acquisitionCondition")
    if report.is_object(condition, ".acquisitionCondition"):
        kind = report.choice(condition, "type", ".acquisitionCondition", ("normal", "lottery"), required=True)
        if kind == "lottery":
            report.number(condition, "lotteryProbability", ".acquisitionCondition", low=1, high=99)
            if condition.get("maxAcquireCount") != -1:
                report.number(condition, "maxAcquireCount", ".acquisitionCondition", low=1, high=999_999)
    # Required by the reference, optional in the OpenAPI document: the stricter one is followed.
    reward = coupon.get("reward")
    if report.is_object(reward, ".reward"):
        kind = report.choice(reward, "type", ".reward", REWARDS, required=True)
        if kind in _PRICES and reward.get("priceInfo") is not None:
            _check_price(report, reward["priceInfo"], _PRICES[kind])


def _check_price(report: Report, price: Any, kinds: tuple[str, ...]) -> None:
    path = ".reward.priceInfo"
    if not report.is_object(price, path):
        return
    kind = report.choice(price, "type", path, kinds, required=True)
    if kind == "percentage":
        report.number(price, "percentage", path, low=1, high=99)
    elif kind == "fixed":
        report.number(price, "fixedAmount", path, low=1, high=_ANY)


ROUTES = [
    Route(method="POST", path="/v2/bot/coupon", endpoint="coupon_create", handler=create),
    Route(method="GET", path="/v2/bot/coupon", endpoint="coupon_list", handler=list_coupons),
    Route(method="GET", path="/v2/bot/coupon/{coupon_id}", endpoint="coupon_get", handler=get),
    Route(method="PUT", path="/v2/bot/coupon/{coupon_id}/close", endpoint="coupon_close", handler=close),
]

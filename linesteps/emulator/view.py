"""What the phone page is told: one JSON document for the chosen account and person."""

from __future__ import annotations

import json
from typing import Any

from linesteps.emulator.ledger import RequestSeen, WebhookSeen
from linesteps.emulator.platform import Platform
from linesteps.emulator.records import Account, ChatLine, Person, Status
from linesteps.emulator.virtual_time import VirtualTime

MAX_PEOPLE = 300
MAX_LINES = 200
MAX_LOG = 60


def view(platform: Platform, virtual_time: VirtualTime, channel_id: str, user_id: str) -> dict[str, Any]:
    """The state of the page; falls back to the first account."""
    account = platform.accounts.get(channel_id) or next(iter(platform.accounts.values()), None)
    data: dict[str, Any] = {
        "version": platform.version,
        "clock": virtual_time.as_json(),
        "accounts": [_account(platform, each) for each in platform.accounts.values()],
        "account": account.channel_id if account else None,
        "people": [],
        "people_total": 0,
        "person": None,
        "lines": [],
        "coupons": {},
        "menu": None,
        "log": [],
    }
    if account is None:
        return data
    people = platform.people[account.channel_id]
    person = people.get(user_id)
    shown = list(people.values())[:MAX_PEOPLE]
    if person is not None and person not in shown:
        shown.append(person)
    data["people"] = [_person(platform, account, each) for each in shown]
    data["people_total"] = len(people)
    data["log"] = _log(platform, account)
    if person is not None:
        lines = platform.chats.get((account.channel_id, person.user_id), [])[-MAX_LINES:]
        data["person"] = person.user_id
        data["lines"] = [_line(line) for line in lines]
        data["coupons"] = _coupons(platform, account, lines)
        data["menu"] = _menu(platform, account, person)
    return data


def _account(platform: Platform, account: Account) -> dict[str, Any]:
    return {
        "channel_id": account.channel_id,
        "name": account.name,
        "basic_id": account.basic_id,
        "webhook_url": account.webhook_url,
        "queued": len(platform.queued_webhooks.get(account.channel_id, ())),
        "quota": account.quota,
        "used": platform.used_this_month(account),
        "posters": [{"name": name, "url": url} for name, url in account.posters.items()],
    }


def _person(platform: Platform, account: Account, person: Person) -> dict[str, Any]:
    lines = platform.chats.get((account.channel_id, person.user_id), [])
    received = sum(line.sender == "account" for line in lines)
    return {
        "user_id": person.user_id,
        "name": person.name,
        "os": person.os,
        "language": person.language,
        "status": person.status.value,
        "picture_url": person.picture_url,
        "received": received,
        "last": _preview(lines[-1].message) if lines else "",
    }


def _preview(message: dict[str, Any]) -> str:
    text = message.get("text") or message.get("altText") or ""
    return str(text)[:60] if text else f"[{message.get('type', '')}]"


def _line(line: ChatLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "at": line.at.isoformat(),
        "sender": line.sender,
        "message": line.message,
        "via": line.via,
        "request_id": line.request_id,
    }


def _coupons(platform: Platform, account: Account, lines: list[ChatLine]) -> dict[str, Any]:
    known = platform.coupons.get(account.channel_id, {})
    found = {}
    for line in lines:
        coupon = known.get(str(line.message.get("couponId", "")))
        if coupon is not None:
            found[coupon.coupon_id] = {**coupon.properties, "status": coupon.status}
    return found


def _menu(platform: Platform, account: Account, person: Person) -> dict[str, Any] | None:
    """The rich menu below the chat; people who are no friends have none."""
    menu = platform.rich_menus[account.channel_id].shown_to(person.user_id)
    if menu is None or person.status is not Status.FRIEND:
        return None
    address = f"/emulator/rich-menu/{account.channel_id}/{menu.rich_menu_id}"
    return {**menu.properties, "id": menu.rich_menu_id, "picture": address}


def _log(platform: Platform, account: Account) -> list[dict[str, Any]]:
    entries: list[tuple[Any, dict[str, Any]]] = []
    for request in list(platform.ledger.requests)[-MAX_LOG:]:
        if request.channel_id in ("", account.channel_id):
            entries.append((request.at, _request(request)))
    for webhook in list(platform.ledger.webhooks)[-MAX_LOG:]:
        if webhook.channel_id == account.channel_id:
            entries.append((webhook.at, _webhook(webhook)))
    entries.sort(key=lambda entry: entry[0])
    return [entry for _, entry in reversed(entries[-MAX_LOG:])]


def _request(request: RequestSeen) -> dict[str, Any]:
    return {
        "id": request.request_id,
        "kind": "api",
        "at": request.at.isoformat(),
        "title": f"{request.method} {request.path}",
        "status": request.status,
        "note": request.fault,
        "body": request.body[:4000].decode(errors="replace") if len(request.body) < 100_000 else "",
        "answer": request.answer,
    }


def _webhook(webhook: WebhookSeen) -> dict[str, Any]:
    kinds = ", ".join(str(event.get("type", "?")) for event in webhook.events) or "events: []"
    first = webhook.events[0].get("webhookEventId", "") if webhook.events else ""
    return {
        "id": f"{first}-{webhook.at.timestamp()}-{webhook.is_redelivery}",
        "kind": "webhook",
        "at": webhook.at.isoformat(),
        "title": kinds,
        "status": webhook.status,
        "note": "" if webhook.reason == "OK" else webhook.reason,
        "body": json.dumps(webhook.events, ensure_ascii=False, indent=1)[:4000],
        "answer": webhook.url,
    }

"""Calls to LINE that are no sends: profile, bot info, webhook endpoint, quota, coupons, link tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from linebot.v3.messaging import (
    CouponCreateRequest,
    MessagingApi,
    SetWebhookEndpointRequest,
    TestWebhookEndpointRequest,
)

from linesteps.line.sdk import TIMEOUT, api_client, faults

#: Coupons on one page of LINE's list (openapi/messaging-api.yml, listCoupon), and pages: LINE keeps 5,000 valid ones.
_A_PAGE, _MOST_PAGES = 100, 50


@dataclass(frozen=True, kw_only=True)
class BotInfo:
    """Who the account is (openapi/messaging-api.yml, BotInfoResponse)."""

    user_id: str
    basic_id: str
    display_name: str
    picture_url: str
    is_chat_mode: bool


@dataclass(frozen=True, kw_only=True)
class WebhookEndpoint:
    """Where LINE posts events, and whether it does."""

    url: str
    is_active: bool


@dataclass(frozen=True, kw_only=True)
class WebhookTest:
    """What came of LINE's trial call to the webhook."""

    is_ok: bool
    status_code: int
    reason: str
    detail: str


@dataclass(frozen=True, kw_only=True)
class Quota:
    """The month's messages; ``limit`` is ``None`` for an account without a limit."""

    limit: int | None
    used: int


@dataclass(frozen=True, kw_only=True)
class CouponAtLine:
    """A coupon as LINE's list tells it."""

    coupon_id: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What a person shows to the account."""

    display_name: str
    picture_url: str
    language: str


class LineClient:
    """One account's line to LINE. Keep it for several calls: it holds the connections.

    Args:
        base_url: ``Account.api_url``.
        access_token: in plain text.
        patience: seconds to wait for each answer; a calm default.
    """

    def __init__(self, base_url: str, access_token: str, *, patience: float | None = None) -> None:
        self._timeout = (patience, patience) if patience else TIMEOUT
        self._api_client = api_client(base_url, access_token)
        self._api = MessagingApi(self._api_client)

    def bot_info(self) -> BotInfo:
        """Who the account is.

        Raises:
            LineFault: or one of its kinds.
        """
        with faults():
            info = self._api.get_bot_info(_request_timeout=self._timeout)
        return BotInfo(
            user_id=info.user_id,
            basic_id=info.basic_id,
            display_name=info.display_name,
            picture_url=info.picture_url or "",
            is_chat_mode=info.chat_mode == "chat",
        )

    def webhook_endpoint(self) -> WebhookEndpoint:
        """The webhook address that LINE knows; raises ``LineNotFound`` when none was set."""
        with faults():
            found = self._api.get_webhook_endpoint(_request_timeout=self._timeout)
        return WebhookEndpoint(url=found.endpoint, is_active=found.active)

    def set_webhook_endpoint(self, url: str) -> None:
        """Tell LINE where to post events. ``url`` must be https for LINE itself."""
        with faults():
            self._api.set_webhook_endpoint(
                SetWebhookEndpointRequest(endpoint=url), _request_timeout=self._timeout
            )

    def test_webhook(self, url: str | None = None) -> WebhookTest:
        """Let LINE call the webhook once and say what it got. 60 times an hour at most."""
        with faults():
            answer = self._api.test_webhook_endpoint(
                TestWebhookEndpointRequest(endpoint=url), _request_timeout=self._timeout
            )
        return WebhookTest(
            is_ok=bool(answer.success),
            status_code=answer.status_code,
            reason=answer.reason,
            detail=answer.detail,
        )

    def quota(self) -> Quota:
        """The month's limit and LINE's approximate count so far."""
        with faults():
            limit = self._api.get_message_quota(_request_timeout=self._timeout)
            used = self._api.get_message_quota_consumption(_request_timeout=self._timeout)
        return Quota(limit=limit.value if limit.type == "limited" else None, used=used.total_usage)

    def profile(self, line_user_id: str) -> Profile:
        """A friend's profile; raises ``LineNotFound`` for people who blocked or left."""
        with faults():
            found = self._api.get_profile(line_user_id, _request_timeout=self._timeout)
        return Profile(
            display_name=found.display_name,
            picture_url=found.picture_url or "",
            language=found.language or "",
        )

    def link_token(self, line_user_id: str) -> str:
        """A token by which a friend is linked to a user of this site: once, within ten minutes.

        Raises:
            LineFault: or one of its kinds; for people who are no friends, too.
        """
        with faults():
            answer = self._api.issue_link_token(line_user_id, _request_timeout=self._timeout)
        return str(answer.link_token)

    def create_coupon(self, coupon: dict[str, Any]) -> str:
        """Create a coupon that can never be changed again; returns its id."""
        with faults():
            answer = self._api.create_coupon(
                CouponCreateRequest.from_dict(coupon), _request_timeout=self._timeout
            )
        return str(answer.coupon_id)

    def coupons(self) -> list[CouponAtLine]:
        """Coupons that can be used now, wherever they were made; all pages of LINE's list."""
        found: list[CouponAtLine] = []
        start: str | None = None
        for _page in range(_MOST_PAGES):
            with faults():
                page = self._api.list_coupon(
                    status=["RUNNING"], start=start, limit=_A_PAGE, _request_timeout=self._timeout
                )
            found += [CouponAtLine(coupon_id=one.coupon_id, title=one.title) for one in page.items]
            if not (start := page.next):
                break
        return found

    def coupon(self, coupon_id: str) -> dict[str, Any]:
        """All that LINE tells of one coupon (openapi/messaging-api.yml, CouponResponse)."""
        with faults():
            detail = self._api.get_coupon_detail(coupon_id, _request_timeout=self._timeout)
            told: dict[str, Any] = detail.to_dict()
        return told

    def close_coupon(self, coupon_id: str) -> None:
        """End a coupon for good, also for those who took it."""
        with faults():
            self._api.close_coupon(coupon_id, _request_timeout=self._timeout)

    def validate_push(self, messages: list[dict[str, Any]]) -> None:
        """Ask LINE whether it would take these message objects; nobody gets them, and nothing is counted.

        Raises:
            LineRefused: it would not, with the places.
            LineFault: it gave no answer to that.
        """
        with faults():
            self._api_client.call_api(
                "/v2/bot/message/validate/push",
                "POST",
                header_params={"Content-Type": "application/json"},
                body={"messages": messages},
                # The SDK stumbles over a good answer without it.
                response_types_map={},
                auth_settings=["Bearer"],
                _host=self._api_client.configuration.host,
                _request_timeout=self._timeout,
            )

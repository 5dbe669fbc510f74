"""What is known of one follower, and changing it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status

from linesteps.api.errors import Refused
from linesteps.api.idempotency import once
from linesteps.api.permissions import (
    CHANGE_FOLLOWERS,
    READ_FOLLOWERS,
    account_of,
    demand,
    follower_of,
)
from linesteps.api.schemas import Body
from linesteps.followers.attributes import clear_attribute, set_attribute
from linesteps.followers.models import Attribute, Follower
from linesteps.followers.tags import add_tag, remove_tag

router = Router(tags=["followers"])

_SOURCE = "api"
TagName = Annotated[str, Field(min_length=1, max_length=60, pattern=r"\S")]


class AttributeOut(Schema):
    """The value of an attribute."""

    key: str
    name: str
    value: str = Field(
        description="ISO for dates, a plain decimal for numbers, `true` or `false` for yes or no."
    )
    source: str = Field(description="Where it came from, such as `survey` or `api`.")
    set_at: datetime


class TagOut(Schema):
    """A tag that somebody carries."""

    name: str
    source: str
    added_at: datetime


class FollowerOut(Schema):
    """What is known of a follower."""

    line_user_id: str
    status: str = Field(description="`friend`, `blocked` or `stranger`.")
    status_at: datetime | None
    display_name: str
    language: str
    os: str
    os_version: str
    first_followed_at: datetime | None
    last_followed_at: datetime | None
    last_seen_at: datetime | None
    attributes: list[AttributeOut]
    tags: list[TagOut]


class FollowerIn(Body):
    """What shall change; what is left out stays."""

    attributes: dict[str, str | int | float | bool | None] = Field(
        default_factory=dict, max_length=100, description="New values by key; `null` takes a value away."
    )
    add_tags: list[TagName] = Field(
        default_factory=list, max_length=100, description="A tag that is not there yet is made."
    )
    remove_tags: list[TagName] = Field(default_factory=list, max_length=100)


@router.get(
    "/accounts/{channel_id}/followers/{line_user_id}",
    response=FollowerOut,
    summary="Read what is known of a follower",
)
def read_follower(request: HttpRequest, channel_id: str, line_user_id: str) -> dict[str, Any]:
    """Attributes and tags with where they came from."""
    demand(request, READ_FOLLOWERS)
    return _told(follower_of(account_of(channel_id), line_user_id))


@router.patch(
    "/accounts/{channel_id}/followers/{line_user_id}",
    response={200: FollowerOut},
    summary="Change attributes and tags",
)
def change_follower(
    request: HttpRequest, channel_id: str, line_user_id: str, body: FollowerIn
) -> Status[Any]:
    """All of it or nothing: a value that does not fit its attribute keeps the rest from being written."""
    demand(request, CHANGE_FOLLOWERS)
    follower = follower_of(account_of(channel_id), line_user_id)

    def change() -> tuple[int, Any]:
        for key, value in body.attributes.items():
            _write(follower, key, value)
        for name in body.add_tags:
            add_tag(follower, name, _SOURCE)
        for name in body.remove_tags:
            remove_tag(follower, name.strip(), _SOURCE)
        return 200, FollowerOut.model_validate(_told(follower)).model_dump(mode="json")

    return Status(*once(request, change))


def _write(follower: Follower, key: str, value: Any) -> None:
    try:
        if value is None:
            clear_attribute(follower, key, _SOURCE)
        else:
            text = ("true" if value else "false") if isinstance(value, bool) else str(value)
            set_attribute(follower, key, text, _SOURCE)
    except Attribute.DoesNotExist:
        text = _("The account has no attribute with the key “%(key)s”.")
        raise Refused(404, "unknown_attribute", text % {"key": key[:40]}) from None
    except ValidationError as error:
        raise Refused(422, "unfit_value", f"{key}: {' '.join(error.messages)}") from error


def _told(follower: Follower) -> dict[str, Any]:
    values = follower.attribute_values.select_related("attribute").order_by("attribute__key")
    return {
        **{name: getattr(follower, name) for name in FollowerOut.model_fields if hasattr(Follower, name)},
        "attributes": [
            {
                "key": row.attribute.key,
                "name": row.attribute.name,
                "value": row.value,
                "source": row.source,
                "set_at": row.set_at,
            }
            for row in values
        ],
        "tags": [
            {"name": row.tag.name, "source": row.source, "added_at": row.added_at}
            for row in follower.follower_tags.select_related("tag").order_by("tag__name")
        ],
    }

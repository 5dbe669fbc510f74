"""One call to LINE that sends, as it goes over the wire."""

from __future__ import annotations

import json
from typing import Literal, NamedTuple


class Call(NamedTuple):
    """One call to make.

    Args:
        key: the caller's own name for it.
        endpoint: which of LINE's calls.
        to: LINE user ids; one for a push, up to 500 for a multicast, none for a reply.
        messages: the JSON array of message objects, exactly as it is to go out.
        retry_key: a UUID as text; unused by a reply, where LINE answers 400 to it.
        reply_token: for a reply.
        is_prompt: whether somebody waits for it; it overtakes those for whom nobody does.
        unit: under which name LINE counts it together with others, ``[a-zA-Z0-9_]{1,30}``; a reply has none.
    """

    key: int
    endpoint: Literal["push", "multicast", "reply"]
    to: tuple[str, ...]
    messages: str
    retry_key: str
    reply_token: str = ""
    is_prompt: bool = False
    unit: str = ""

    def body(self) -> bytes:
        """The request's body."""
        if self.endpoint == "reply":
            to = f'"replyToken":{json.dumps(self.reply_token)}'
        else:
            to = f'"to":{json.dumps(self.to[0] if self.endpoint == "push" else self.to)}'
        unit = f',"customAggregationUnits":["{self.unit}"]' if self.unit and self.endpoint != "reply" else ""
        return f'{{{to},"messages":{self.messages}{unit}}}'.encode("utf-8", "replace")

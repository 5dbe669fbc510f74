"""Content of messages people sent, the loading animation, marking as read."""

from __future__ import annotations

from linesteps.emulator.api.call import Answer, Call, Refused, Route, bad_body
from linesteps.emulator.identity import is_user_id


async def content(call: Call) -> Answer:
    """The bytes of an image, video, audio or file."""
    found = call.platform.contents.get(call.request.match_info["message_id"])
    if found is None or found[0] != call.account.channel_id:
        raise Refused(404, "Not found")
    return Answer(raw=found[2], content_type=found[1])


async def transcoding(call: Call) -> Answer:
    """Content is ready at once here."""
    await content(call)
    return Answer(data={"status": "succeeded"})


async def start_loading(call: Call) -> Answer:
    """Show the loading animation, 5 to 60 seconds in steps of 5."""
    body = call.body()
    if not is_user_id(body.get("chatId")):
        raise Refused(400, "The value for the 'chatId' parameter is invalid")
    seconds = body.get("loadingSeconds", 20)
    if not isinstance(seconds, int) or seconds not in range(5, 65, 5):
        wording = "Must be a multiple of 5 between 5 and 60"
        raise bad_body([{"message": wording, "property": "loadingSeconds"}])
    return Answer(status=202)


async def mark_as_read(call: Call) -> Answer:
    """Mark the messages up to the token's as read."""
    token = call.body().get("markAsReadToken")
    if not isinstance(token, str) or not token:
        raise bad_body([{"message": "May not be empty", "property": "markAsReadToken"}])
    lines = (line for chat in call.platform.chats.values() for line in chat)
    if not any(line.message.get("markAsReadToken") == token for line in lines):
        raise Refused(400, "Invalid mark as read token")
    return Answer()


ROUTES = [
    Route(method="GET", path="/v2/bot/message/{message_id}/content", endpoint="content", handler=content),
    Route(
        method="GET", path="/v2/bot/message/{message_id}/content/preview", endpoint="content", handler=content
    ),
    Route(
        method="GET",
        path="/v2/bot/message/{message_id}/content/transcoding",
        endpoint="content",
        handler=transcoding,
    ),
    Route(method="POST", path="/v2/bot/chat/loading/start", endpoint="loading", handler=start_loading),
    Route(method="POST", path="/v2/bot/chat/markAsRead", endpoint="mark_as_read", handler=mark_as_read),
]

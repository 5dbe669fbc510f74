"""Link tokens, by which an account's friend is linked to a user of its provider's site.

Sources: openapi/messaging-api.yml, issueLinkToken; docs, “User account linking”: ten minutes, once.
"""

from __future__ import annotations

from datetime import timedelta

from linesteps import clock
from linesteps.emulator.acts import happen
from linesteps.emulator.api.call import Answer, Call, Refused, Route
from linesteps.emulator.identity import new_token
from linesteps.emulator.platform import Platform
from linesteps.emulator.records import LinkToken, Person, Status
from linesteps.emulator.webhooks import emit

LASTS = timedelta(minutes=10)
SHORTEST_NONCE, LONGEST_NONCE = 10, 255


async def issue(call: Call) -> Answer:
    """A token for a friend; 404 for others."""
    person = call.platform.people[call.account.channel_id].get(call.request.match_info["user_id"])
    if person is None or person.status is not Status.FRIEND:
        raise Refused(404, "Not found")
    token = new_token(32)
    call.platform.link_tokens[token] = LinkToken(
        channel_id=call.account.channel_id, user_id=person.user_id, issued_at=clock.now()
    )
    return Answer(data={"linkToken": token})


def link(platform: Platform, token: str, nonce: str, opener: Person | None) -> bool:
    """What opening the linking address does; returns whether a webhook was sent.

    LINE looks whether whoever opens it is the one for whom the token was made, and says ``failed`` otherwise.

    Args:
        opener: who opens it on their phone; ``None`` for the token's own person.
    """
    known = platform.link_tokens.get(token)
    is_good = known is not None and not known.is_used and clock.now() - known.issued_at <= LASTS
    if known is None or not is_good or not SHORTEST_NONCE <= len(nonce) <= LONGEST_NONCE:
        return False
    account = platform.accounts[known.channel_id]
    person = opener or platform.person(account, known.user_id)
    known.is_used = True
    result = "ok" if person.user_id == known.user_id else "failed"
    said = {"result": result, "nonce": nonce}
    emit(platform, account, happen(platform, account, person, "accountLink", link=said))
    platform.touch()
    return True


ROUTES = [
    Route(method="POST", path="/v2/bot/user/{user_id}/linkToken", endpoint="link_token", handler=issue),
]

"""Whatever can be published is as LINE's document wants it, not only what our examples say."""

from __future__ import annotations

import copy
import gc
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.documents.models import Document

from linesteps import personalise
from linesteps.accounts.models import Account
from linesteps.coupons.values import coupon_of, longest_part
from linesteps.line.limits import check_messages
from linesteps.messages.kind import MessageKind, problems_of, registry
from linesteps.messages.own_documents import address_of
from linesteps.steps.send import Send
from linesteps.tracking.tokens import LinkToken, address
from tests.contract import kinds
from tests.contract.damage import at, places
from tests.contract.finished_messages import finished_messages
from tests.contract.form_values import changed
from tests.contract.quick_replies import QUICK_REPLIES
from tests.contract.referee import document

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.any_database_once,
    # Wagtail leaves the temporary files of new renditions to the garbage collector.
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]
_TEXT = st.characters(exclude_categories=["Cs"])
#: LINE lets people have 20 characters. Longer ones stand for a LINE that changed its mind.
NAMES = st.one_of(
    st.sampled_from(("", "名" * 20, "😀" * 10, "名" * 200)),
    st.text(_TEXT, max_size=10),
)
#: Values of attributes: as long as the database takes them, short, odd, or not known.
MEMOS = st.one_of(st.sampled_from(("", "魚" * 500, "x" * 500, '"\\{}', " ")), st.text(_TEXT, max_size=40))
ATTRIBUTES = st.fixed_dictionaries(
    {
        "memo": MEMOS,
        "birthday": st.sampled_from(("", "2026-12-30", "9999-09-30", "soon")),
        "points": st.sampled_from(("", "-999999999999999.999999", "1E+9999", "12", "9" * 500)),
    }
)
FACTS = {
    "memo": personalise.Fact(type="text", longest=500),
    "birthday": personalise.Fact(type="date", longest=10),
    "points": personalise.Fact(type="number", longest=30),
}
LINK = LinkToken(link_id=2**63, follower_id=2**63, enrolment_id=2**63)


@pytest.fixture
def account() -> Account:
    return Account.objects.create(
        name="Fish {{ shop }}", channel_id="1", channel_secret="s", channel_access_token="t"
    )


@pytest.fixture(autouse=True)
def public(settings: Any) -> None:
    """By https, as LINE wants all that it fetches."""
    settings.LINESTEPS_PUBLIC_BASE_URL = "https://fish.example"


def compiled(
    value: dict[str, Any], account: Account, name: str, attributes: dict[str, str]
) -> list[dict[str, Any]] | None:
    """The messages of a send as a friend of this name gets them; ``None`` if it cannot be published."""
    compiling = kinds.compiling()
    compiling.account, compiling.facts = account, FACTS
    if any(problem.is_error for problem in problems_of(Send(), value, compiling)):
        return None
    config = Send().compile(value, compiling)
    template = personalise.Template(json.dumps(config["messages"], ensure_ascii=False), config.get("bounds"))
    links = {one: address(LINK) for one in template.names if one.startswith(personalise.LINK_PREFIX)}
    links |= {one: longest_part(one) for one in template.names if coupon_of(one) is not None}
    values = personalise.values_for(display_name=name, account_name=account.name, attributes=attributes)
    return list(json.loads(template.fill({**values, **links}, language=account.language)))


def own_documents() -> list[str]:
    """Addresses of documents of the site: a short one, a very long one, and one that is gone."""
    names = ("menu.pdf", "献" * 90 + ".pdf", "gone.pdf")
    rows = [Document.objects.create(title="Menu", file=f"documents/{name}") for name in names]
    found = [address_of(row) for row in rows]
    rows[-1].delete()
    return found


def check(account: Account, finished: dict[str, Any], examples: int) -> int:
    """Judge as many sends; returns how many could be published."""
    published = 0
    documents = own_documents()

    @settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )
    @given(value=changed(finished, documents), name=NAMES, attributes=ATTRIBUTES)
    def judge(value: dict[str, Any], name: str, attributes: dict[str, str]) -> None:
        nonlocal published
        messages = compiled(value, account, name, attributes)
        if messages is not None:
            published += 1
            assert document().refused(messages) == [], json.dumps(messages, ensure_ascii=False)
            assert check_messages(messages) == [], json.dumps(messages, ensure_ascii=False)

    judge()
    gc.collect()
    return published


@pytest.mark.parametrize("kind", list(registry), ids=lambda kind: kind.name)
def test_whatever_can_be_published_is_as_documented(kind: MessageKind, account: Account) -> None:
    value = finished_messages(account)[kind.name]
    assert check(account, {"messages": [{"type": kind.name, "value": value}]}, 60) >= 5


def test_whatever_sender_can_be_published_is_as_documented(account: Account) -> None:
    image = finished_messages(account)["image"]["image"]
    text = {"type": "text", "value": {"text": "Hello"}}
    value = {"messages": [text], "sender_name": "Cony", "sender_icon": image}
    assert check(account, value, 60) >= 5


def test_whatever_quick_replies_can_be_published_are_as_documented(account: Account) -> None:
    replies = [{"type": kind, "value": value} for kind, value in QUICK_REPLIES.items()]
    text = {"type": "text", "value": {"text": "Hello"}}
    assert check(account, {"messages": [text], "quick_replies": replies}, 60) >= 5


@pytest.mark.parametrize("kind", list(registry), ids=lambda kind: kind.name)
def test_halves_of_characters_never_reach_a_message(kind: MessageKind, account: Account) -> None:
    whole = finished_messages(account)[kind.name]
    for place in places(whole):
        if isinstance(at(whole, place), str):
            value = copy.deepcopy(whole)
            at(value, place[:-1])[place[-1]] = "Fish \ud800"
            messages = compiled({"messages": [{"type": kind.name, "value": value}]}, account, "", {})
            assert "\ud800" not in json.dumps(messages, ensure_ascii=False)
    gc.collect()

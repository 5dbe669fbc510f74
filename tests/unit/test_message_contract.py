"""What every kind of message promises."""

from __future__ import annotations

import gc
import re
from typing import Any

import pytest

from linesteps import conf, messages
from linesteps.accounts.models import Account
from linesteps.line.limits import check_messages
from linesteps.messages.kind import Compiling, MessageKind, registry
from linesteps.messages.stream import messages_block
from tests.contract import kinds
from tests.contract.finished_messages import finished_messages

messages_block()
every_kind = pytest.mark.parametrize("kind", list(registry), ids=lambda kind: kind.name)
pytestmark = pytest.mark.django_db


@pytest.fixture
def finished() -> tuple[dict[str, dict[str, Any]], Compiling]:
    """A finished value of each kind, and the account that it is for."""
    account = Account.objects.create(
        name="Shop", channel_id="1", channel_secret="s", channel_access_token="t"
    )
    compiling = kinds.compiling()
    compiling.account = account
    return finished_messages(account), compiling


def test_every_file_is_a_kind_and_every_kind_has_its_file(finished: Any) -> None:
    assert {kind.name for kind in registry} == kinds.modules_in(messages) == set(finished[0])


@every_kind
def test_kind_is_called_as_its_file(kind: MessageKind) -> None:
    kinds.check_name(kind, "linesteps.messages")


@every_kind
def test_form_keeps_what_is_stored_and_takes_unfinished_drafts(kind: MessageKind) -> None:
    kinds.check_block(kind)


@every_kind
def test_untouched_message_cannot_be_published(kind: MessageKind) -> None:
    assert kind.problems(kinds.default_of(kind), kinds.compiling())


@every_kind
def test_odd_values_are_refused_in_words_and_never_crash(kind: MessageKind) -> None:
    kinds.check_problems(kind)


# Wagtail leaves the temporary files of new renditions to the garbage collector.
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
@every_kind
def test_finished_message_compiles_to_what_line_takes(kind: MessageKind, finished: Any) -> None:
    value, compiling = finished[0][kind.name], finished[1]
    assert kind.problems(value, compiling) == []
    compiled = kind.compile(value, compiling)
    gc.collect()
    # Links and the pages of own coupons are filled in for each friend.
    text = re.sub(r"\{\{ (link\.\d+|coupon\.\d+\.page) \}\}", "https://example.com/", str(compiled))
    told = eval(text)  # noqa: S307 - our own repr of plain values
    assert not list(check_messages([told], http_hosts=conf.plain_http_hosts()))


@every_kind
def test_message_is_told_of_in_words_for_editors(kind: MessageKind, finished: Any) -> None:
    text = kind.summary(finished[0][kind.name])
    assert isinstance(text, str)
    kinds.check_words(text)

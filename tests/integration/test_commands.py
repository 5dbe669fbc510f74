"""The commands ``linesteps_run`` and ``linesteps_keys``."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from linesteps.testing.build import send, wait
from linesteps.testing.shop import Shop


def run(until: str) -> list[str]:
    out = StringIO()
    call_command("linesteps_run", "--until", until, stdout=out)
    return out.getvalue().splitlines()


def test_run_does_all_that_is_due_and_prints_each_send(shop: Shop) -> None:
    assert shop.virtual is not None
    shop.publish(name="Course", steps=[wait(days=1), send("Good\nmorning"), wait(days=9), send("Late")])
    friend = shop.add_friend("Hanako")
    start = shop.virtual.at
    lines = run((start + timedelta(days=2)).isoformat())
    assert len(lines) == 2
    for word in ("2026-11-23 10:00", "Hanako", "push", "Course", "Good"):
        assert word in lines[0]
    assert "1" in lines[1]
    assert shop.texts_to(friend) == ["Good\nmorning"]
    # The site's own clock stands where it stood.
    assert shop.virtual.at == start


def test_run_takes_times_without_an_offset_as_the_sites_own(shop: Shop) -> None:
    shop.publish(steps=[wait(hours=1), send("Hi")])
    shop.add_friend()
    assert len(run("2026-11-22T10:59")) == 1
    assert len(run("2026-11-22T11:00")) == 2


def test_run_refuses_the_future_for_accounts_at_line_itself(shop: Shop) -> None:
    shop.account.api_base_url = ""
    shop.account.save()
    for address in ("https://api.line.me", "https://127.0.0.1.example.com", "http://10.0.0.1"):
        shop.account.api_base_url = address
        shop.account.save()
        with pytest.raises(CommandError, match="emulator only"):
            run("2026-12-01T09:00")
    run("2026-11-22T09:00")


@pytest.mark.parametrize("text", ["soon", "2026-11", "2026-99-99T00:00", ""])
def test_run_refuses_what_is_no_time(shop: Shop, text: str) -> None:
    with pytest.raises((CommandError, ValueError)):
        run(text)


def test_new_prints_a_key_that_encrypts() -> None:
    keys = []
    for _ in range(2):
        out = StringIO()
        call_command("linesteps_keys", "new", stdout=out)
        keys.append(out.getvalue().strip())
    assert keys[0] != keys[1]
    Fernet(keys[0])

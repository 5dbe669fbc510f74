"""What changed between two drafts, in sentences."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from django.utils.translation import override

from linesteps.scenarios.changed_order import moved
from linesteps.scenarios.changes import Change, changes, summary_of
from linesteps.testing.build import (
    branch,
    buttons,
    clicked,
    end,
    jump,
    message,
    path,
    send,
    step,
    tagged,
    trigger,
    wait,
)

Steps = list[dict[str, Any]]


def content(*steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": "Welcome", "triggers": [trigger()], "steps": list(steps), **more}


def texts(before: dict[str, Any], after: dict[str, Any], language: str = "en") -> list[str]:
    with override(language):
        return [change.text for change in changes(before, after)]


def edited(value: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A copy of a step with other fields."""
    changed = copy.deepcopy(value)
    changed["value"].update(fields)
    return changed


COUPON = send("Here is a coupon", name="Coupon", id="coupon")
GAP = wait(days=3, at="19:00:00", id="gap")
VOICES = send(
    "What customers say", buttons("Voices", ("Read", "https://a.example/")), name="Voices", id="voices"
)
FORK = branch(
    path([clicked("coupon")], [send("Thank you", name="Thanks", id="thanks")], label="Tapped"),
    otherwise=[send("Still there", name="Reminder", id="reminder")],
    id="fork",
)
BASE = content(COUPON, GAP, VOICES)


def test_equal_drafts_have_no_change() -> None:
    assert changes(BASE, copy.deepcopy(BASE)) == []
    assert summary_of([]) == "Nothing was changed"


@pytest.mark.parametrize(
    ("after", "english", "japanese"),
    [
        (
            content(COUPON, edited(GAP, at="20:00:00"), VOICES),
            "“Voices”: at 19:00 → 20:00",
            "「Voices」: 時刻 19:00 → 20:00",
        ),
        (
            content(COUPON, edited(GAP, amount=7), VOICES),
            "“Voices”: Wait until 19:00, 3 days later → Wait until 19:00, 7 days later",
            "「Voices」: 3日後の19:00まで待つ → 7日後の19:00まで待つ",
        ),
        (
            content(edited(COUPON, name="Gift"), GAP, VOICES),
            "“Gift”: name Coupon → Gift",
            "「Gift」: 名前 Coupon → Gift",
        ),
        (
            content(COUPON, GAP, VOICES, FORK),
            "Added: Branch: Tapped / Everyone else, with 2 steps in it",
            None,
        ),
        (
            content(COUPON, GAP, VOICES, wait(days=7), send("Bye", name="Bye")),
            "Added: Send “Bye” (Wait 7 days)",
            "追加: 「Bye」を送る(7日待つ)",
        ),
        (content(COUPON, VOICES), "Deleted: Wait until 19:00, 3 days later", None),
        (content(COUPON, VOICES, GAP), "Moved: Send “Voices”", None),
        (
            content(COUPON, GAP, VOICES, name="Hello"),
            "Name: Welcome → Hello",
            "名前: Welcome → Hello",
        ),
        (
            content(COUPON, GAP, VOICES, triggers=[trigger("tag_added", tag="VIP")]),
            "Start condition: When added as a friend → When given the tag “VIP”",
            None,
        ),
        (content(COUPON, GAP, edited(VOICES, note="Ask Mr Sato")), "“Voices”: note – → Ask Mr Sato", None),
    ],
)
def test_change_is_one_sentence(after: dict[str, Any], english: str, japanese: str | None) -> None:
    assert texts(BASE, after) == [english]
    if japanese:
        assert texts(BASE, after, "ja") == [japanese]


def test_long_words_are_not_quoted() -> None:
    after = edited(COUPON)
    after["value"]["messages"][0]["value"]["text"] = "A much longer text\nof two lines"
    assert texts(BASE, content(after, GAP, VOICES)) == ["“Coupon”: text changed"]


def test_messages_and_buttons_are_told_apart() -> None:
    after = edited(VOICES)
    messages = after["value"]["messages"]
    messages[1]["value"]["buttons"][0]["value"]["label"] = "Look"
    messages.append(message("coupon", coupon=5))
    messages.pop(0)
    (text,) = texts(BASE, content(COUPON, GAP, after))
    assert text == "“Voices”: Text deleted, words on the button Read → Look, Coupon added"


def test_message_that_was_made_anew_is_compared_with_the_one_that_it_replaced() -> None:
    after = edited(COUPON, messages=[message("text", text="Here is a gift")])
    assert texts(BASE, content(after, GAP, VOICES)) == ["“Coupon”: text Here is a coupon → Here is a gift"]


def test_order_of_messages_is_a_change() -> None:
    after = edited(VOICES)
    after["value"]["messages"].reverse()
    assert texts(BASE, content(COUPON, GAP, after)) == ["“Voices”: order changed"]


def test_chosen_things_without_words_are_only_said_to_differ() -> None:
    before = content(send(message("coupon", coupon=1), name="Gift", id="gift"))
    after = copy.deepcopy(before)
    after["steps"][0]["value"]["messages"][0]["value"]["coupon"] = 2
    assert texts(before, after) == ["“Gift”: coupon changed"]
    jumps = content(COUPON, jump("coupon", id="j")), content(COUPON, jump("other", id="j"))
    assert texts(*jumps) == ["“Go on at another step”: go on at changed"]


def test_step_inside_a_branch_stands_for_itself() -> None:
    before, after = content(FORK), copy.deepcopy(content(FORK))
    thanks = after["steps"][0]["value"]["paths"][0]["value"]["steps"][0]
    thanks["value"]["name"] = "Many thanks"
    assert texts(before, after) == ["“Many thanks”: name Thanks → Many thanks"]


def test_condition_and_label_of_a_path_are_changes_of_the_branch() -> None:
    after = copy.deepcopy(content(FORK))
    item = after["steps"][0]["value"]["paths"][0]["value"]
    item["label"], item["match"] = "Looked", "any"
    item["conditions"].append(tagged("VIP"))
    (text,) = texts(content(FORK), after)
    assert "who takes this path Tapped → Looked" in text
    assert "Tag added" in text
    assert "taken when all conditions hold → one of them holds" in text


def test_branch_that_goes_takes_its_steps_along_in_one_sentence() -> None:
    assert texts(content(COUPON, FORK), content(COUPON)) == [
        "Deleted: Branch: Tapped / Everyone else, with 2 steps in it"
    ]


def test_step_that_is_moved_into_a_branch_is_moved_and_not_deleted() -> None:
    after = copy.deepcopy(content(FORK))
    after["steps"][0]["value"]["otherwise"]["steps"].append(COUPON)
    found = changes(content(COUPON, FORK), after)
    assert [(change.kind, change.step_id) for change in found] == [("moved", "coupon")]


def test_steps_that_make_room_for_another_are_not_moved() -> None:
    steps = [send(str(number), id=str(number)) for number in range(6)]
    after = [steps[5], *steps[:5]]
    found = changes(content(*steps), content(*after))
    assert [(change.kind, change.step_id) for change in found] == [("moved", "5")]


def test_paths_that_change_places_move_no_step() -> None:
    paths = [path([tagged(name)], [send(name, id=name)], label=name) for name in ("A", "B")]
    two = branch(*paths, id="two")
    after = copy.deepcopy(content(two))
    after["steps"][0]["value"]["paths"].reverse()
    assert texts(content(two), after) == ["“Branch: B / A / Everyone else”: order changed"]


def test_settings_are_said_in_the_words_of_the_form() -> None:
    before = content(COUPON, re_entry="restart", can_repeat=False, account=1, go_live_at=None)
    after = content(COUPON, re_entry="never", can_repeat=True, account=2, go_live_at="2027-01-01T00:00:00Z")
    assert texts(before, after) == [
        "LINE Official Account changed",
        "when a friend comes back: Start from the beginning → Do not start again",
        "may run again for the same person: no → yes",
        "Planned publication changed",
    ]


def test_many_changes_are_counted() -> None:
    found = changes(BASE, content(COUPON, end(), name="Other"))
    assert summary_of(found) == f"{len(found)} changes"
    assert len(found) > 2


def test_kind_that_is_not_installed_is_compared_as_a_whole() -> None:
    before, after = content(step("gone", {"x": 1}, "g")), content(step("gone", {"x": 2}, "g"))
    assert texts(before, after) == ["Changed: gone"]
    assert texts(before, before) == []


@pytest.mark.parametrize("value", [{}, {"messages": None}, {"messages": []}, {"name": None}])
def test_values_that_no_form_makes_do_no_harm(value: Any) -> None:
    broken = content({"type": "send", "id": "coupon", "value": value})
    assert all(isinstance(change, Change) for change in changes(BASE, broken))
    assert all(isinstance(change, Change) for change in changes(broken, BASE))


def test_fewest_are_moved() -> None:
    before = {key: ("list", number) for number, key in enumerate("abcdef")}
    after = {key: ("list", number) for number, key in enumerate("bcafde")}
    assert moved(before, after) == {"a", "f"}

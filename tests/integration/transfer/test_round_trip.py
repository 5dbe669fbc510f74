"""What goes out in a scenario file comes in again."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.base import ContentFile
from PIL import Image
from wagtail.images import get_image_model

from linesteps import clock
from linesteps.errors import FormatError
from linesteps.models import Account, Coupon, Scenario
from linesteps.scenarios.compiler import problems
from linesteps.scenarios.plain import plain
from linesteps.scenarios.transfer import export_scenarios, import_scenarios
from tests.integration.transfer.files import changed, example, refused

pytestmark = pytest.mark.django_db


def picture(color: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), color).save(out, "JPEG")
    return out.getvalue()


def library_image(name: str, color: str = "red") -> Any:
    return get_image_model().objects.create(title=name, file=ContentFile(picture(color), name=name))


def content_of(image: Any) -> bytes:
    with image.open_file() as file:
        return file.read()


def test_what_another_account_imports_it_exports_the_same(account: Account, other: Account) -> None:
    image = library_image("saba.jpg")
    data = example()
    scenario = data["scenarios"][0]
    scenario["images"] = {"saba.jpg": {"title": "サバ"}}
    scenario["coupons"]["drink"]["image"] = "saba.jpg"
    send = scenario["steps"][0]["value"]
    send["messages"] += [
        {"type": "image", "value": {"image": "saba.jpg"}},
        {
            "type": "buttons",
            "value": {"text": "0", "buttons": [{"label": "a", "url": "https://example.com/"}]},
        },
    ]
    path = scenario["steps"][2]["value"]["paths"][0]
    path["conditions"] += [
        {"type": "friend_days", "value": {"days": 0}},
        {"type": "tag", "value": {"tag": "常連"}},
    ]
    path["steps"] += [
        {"id": "odd", "type": "wait", "value": {"amount": None, "at": "09:30", "weekdays": ["0", "4"]}},
        {"id": "back", "type": "jump", "value": {"step": "three-days"}},
    ]
    imported = import_scenarios(data, account=account)
    first = export_scenarios(imported)
    second = export_scenarios(import_scenarios(json.dumps(first), account=other))
    assert first == second
    assert Scenario.objects.filter(account=other).get().pk != imported[0].pk
    assert Coupon.objects.get(account=other).image == image
    assert first["scenarios"][0]["steps"][2]["value"]["paths"][0]["conditions"][2]["value"]["days"] == 0
    assert "T00:00:00+09:00" in first["scenarios"][0]["coupons"]["drink"]["valid_from"]


def test_export_reads_like_the_file_that_was_imported(account: Account) -> None:
    data = example()
    written = export_scenarios(import_scenarios(data, account=account))
    (coupon,) = (one["scenarios"][0].pop("coupons")["drink"] for one in (written,))
    data["scenarios"][0].pop("coupons")
    path = written["scenarios"][0]["steps"][2]["value"]["paths"][0]
    assert path["conditions"][0]["value"] == {"step": "thanks"}
    assert written == data
    assert coupon["title"] == "ドリンク1杯無料" and "reward_value" not in coupon


def test_export_holds_no_primary_key(account: Account) -> None:
    for number in range(3):
        Coupon.objects.create(
            account=account,
            title=f"{number}",
            valid_from=clock.now(),
            valid_until=datetime(2030, 1, 1, tzinfo=UTC),
        )
    written = export_scenarios(import_scenarios(example(), account=account))
    messages = written["scenarios"][0]["steps"][0]["value"]["messages"]
    assert messages[1] == {"type": "coupon", "value": {"coupon": "drink"}}
    assert "line_coupon_id" not in json.dumps(written)


def test_scenarios_drawn_by_hand_get_keys_and_share_their_coupon(account: Account, other: Account) -> None:
    coupon = Coupon.objects.create(
        account=account,
        title="共通の特典",
        valid_from=clock.now(),
        valid_until=datetime(2030, 1, 1, tzinfo=UTC),
    )
    step = {"type": "coupon", "value": {"coupon": coupon.pk}, "id": "m"}
    drawn = [
        Scenario.objects.create(
            account=account,
            name="同じ 名前",
            live=False,
            steps=json.dumps(
                [{"type": "send", "value": {"name": "", "messages": [step]}, "id": f"s{number}"}]
            ),
        )
        for number in range(2)
    ]
    written = export_scenarios(drawn)
    assert [one["key"] for one in written["scenarios"]] == ["同じ-名前", "同じ-名前-2"]
    assert list(written["scenarios"][1]["coupons"]) == ["同じ-名前/共通の特典"]
    again = export_scenarios(import_scenarios(written, account=other))
    assert Coupon.objects.filter(account=other).count() == 1
    assert again == written


def test_embedded_image_goes_to_a_library_that_lacks_it(account: Account, other: Account) -> None:
    image = library_image("saba.jpg", "blue")
    content = content_of(image)
    data = changed("scenarios.0.steps.0.value.messages.0", {"type": "image", "value": {"image": "saba.jpg"}})
    data["scenarios"][0]["images"] = {"saba.jpg": {}}
    written = export_scenarios(import_scenarios(data, account=account))
    image.file.delete(save=False)
    image.delete()
    import_scenarios(written, account=other)
    assert content_of(get_image_model().objects.get()) == content
    import_scenarios(written, account=other)
    assert get_image_model().objects.count() == 1


def test_image_that_is_nowhere_is_left_out_with_a_note(account: Account) -> None:
    data = changed(
        "scenarios.0.steps.0.value.messages.0", {"type": "image", "value": {"image": "nowhere.jpg"}}
    )
    data["scenarios"][0]["images"] = {"nowhere.jpg": {}}
    notes: list[str] = []
    (scenario,) = import_scenarios(data, account=account, notes=notes)
    assert plain(scenario.steps)[0]["value"]["messages"][0]["value"]["image"] is None
    assert notes[0].startswith("scenarios[0].images.nowhere.jpg: ")


def test_reference_to_a_deleted_step_is_left_out_of_the_export_with_a_note(account: Account) -> None:
    (scenario,) = import_scenarios(example(), account=account)
    steps = plain(scenario.steps)
    steps[2]["value"]["paths"][0]["value"]["conditions"][0]["value"]["step"] = "gone"
    scenario.steps = json.dumps(steps)
    scenario.save_revision(clean=False)
    notes: list[str] = []
    written = export_scenarios([scenario], notes=notes)
    assert written["scenarios"][0]["steps"][2]["value"]["paths"][0]["conditions"][0]["value"] == {}
    assert "scenarios[0].steps[2].value.paths[0].conditions[0].value.step" in notes[0]


def test_steps_with_paths_and_lists_come_through_the_file_unchanged(account: Account, other: Account) -> None:
    data = example()
    inside = [{"id": "inside", "type": "tag", "value": {"add": ["VIP", "常連"], "remove": ["新規"]}}]
    waits = {"events": [{"type": "clicked_link", "value": {"step": "thanks"}}], "amount": 2, "unit": "hours"}
    group = {"match": "all", "conditions": [{"type": "tag", "value": {"tag": "VIP"}}]}
    data["scenarios"][0]["steps"][1:] = [
        {"id": "w", "type": "wait_for", "value": {**waits, "happened": {"steps": inside}}},
        {"id": "a", "type": "attribute", "value": {"attribute": "gender", "act": "set", "value": "female"}},
        {"id": "l", "type": "split", "value": {"paths": [{"share": 30}, {"share": 70}]}},
        {
            "id": "b",
            "type": "branch",
            "value": {"paths": [{"conditions": [{"type": "group", "value": group}]}]},
        },
        {"id": "n", "type": "notify_staff", "value": {"to": "a@example.com", "subject": "x", "text": "y"}},
    ]
    (imported,) = import_scenarios(data, account=account)
    first = export_scenarios([imported])
    assert export_scenarios(import_scenarios(json.dumps(first), account=other)) == first
    # Its coupon is not registered with LINE yet.
    assert [found.problem.step_id for found in problems(imported)] == ["thanks"]
    assert first["scenarios"][0]["attributes"][0]["key"] == "gender"


def test_another_scenario_cannot_be_named_in_a_file(account: Account) -> None:
    data = example()
    start = {"id": "start", "type": "start_scenario", "value": {"scenario": "12"}}
    data["scenarios"][0]["steps"].append(start)
    error = refused(data, account)
    assert "scenarios[0].steps[3].value.scenario" in str(error)
    start["value"] = {}
    (scenario,) = import_scenarios(data, account=account)
    steps = plain(scenario.steps)
    steps[3]["value"]["scenario"] = str(scenario.pk)
    scenario.steps = json.dumps(steps)
    scenario.save_revision(clean=False)
    notes: list[str] = []
    written = export_scenarios([scenario], notes=notes)
    assert written["scenarios"][0]["steps"][3]["value"] == {}
    assert "scenarios[0].steps[3].value.scenario" in notes[0]


def test_step_whose_kind_is_not_installed_is_refused_by_the_export_and_named(account: Account) -> None:
    (scenario,) = import_scenarios(example(), account=account)
    steps = [*plain(scenario.steps), {"type": "teleport", "value": {"to": 1}, "id": "x"}]
    scenario.steps = json.dumps(steps)
    scenario.save_revision(clean=False)
    with pytest.raises(FormatError, match="teleport") as caught:
        export_scenarios([scenario])
    assert caught.value.place == "scenarios[0].steps[3]"

"""Scenario files: what goes out comes in again, and whatever is wrong is named with its place."""

from __future__ import annotations

import copy
import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from PIL import Image
from wagtail import blocks
from wagtail.images import get_image_model
from wagtail.models import Collection

from linesteps import clock
from linesteps.blocks.recursion import walk_plain
from linesteps.errors import FormatError
from linesteps.models import Account, Attribute, Coupon, Scenario
from linesteps.scenarios.compiler import problems
from linesteps.scenarios.plain import plain
from linesteps.scenarios.transfer import export_scenarios, import_scenarios
from linesteps.scenarios.transfer.reading import MAX_BYTES, read_file
from linesteps.scenarios.transfer.shape import from_file, to_file

pytestmark = pytest.mark.django_db

DOCS = Path(__file__).resolve().parents[2] / "docs" / "reference" / "scenario-format.md"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    if not Collection.objects.exists():
        Collection.add_root(name="Root")


@pytest.fixture
def account() -> Account:
    return make_account("1000000001", "浜の店")


@pytest.fixture
def other() -> Account:
    return make_account("1000000002", "山の店")


def make_account(channel_id: str, name: str) -> Account:
    return Account.objects.create(
        name=name, channel_id=channel_id, channel_secret="s", channel_access_token="t"
    )


def example() -> dict[str, Any]:
    """The example of the documentation."""
    found = re.search(r"```json\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def changed(path: str, value: Any) -> dict[str, Any]:
    """The example with the part at a dotted path replaced; ``KeyError`` values delete it."""
    data = example()
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".") if part]
    at: Any = data
    for part in way:
        at = at[part]
    if value is KeyError:
        del at[last]
    else:
        at[last] = value
    return data


def refused(data: Any, account: Account) -> FormatError:
    """The error that an import ends with; it must not leave anything behind."""
    with pytest.raises(FormatError) as caught:
        import_scenarios(data, account=account)
    assert not Scenario.objects.exists()
    assert not Coupon.objects.exists()
    assert not Attribute.objects.exists()
    return caught.value


def picture(color: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), color).save(out, "JPEG")
    return out.getvalue()


def library_image(name: str, color: str = "red") -> Any:
    return get_image_model().objects.create(title=name, file=ContentFile(picture(color), name=name))


def content_of(image: Any) -> bytes:
    with image.open_file() as file:
        return file.read()


# -- importing --


def test_example_of_the_documentation_is_imported_as_a_draft_and_compiles(account: Account) -> None:
    (scenario,) = import_scenarios(json.dumps(example()), account=account)
    assert (scenario.name, scenario.import_key, scenario.live) == ("友だち追加のお礼", "welcome", False)
    assert scenario.has_unpublished_changes and scenario.current_version is None
    assert [step["id"] for step in walk_plain(plain(scenario.steps))] == [
        "thanks", "three-days", "tapped", "dessert", "leave",
    ]  # fmt: skip
    Coupon.objects.update(line_coupon_id="01X")
    assert problems(scenario) == []
    assert Attribute.objects.get().choices == ["female", "male"]


def test_second_import_of_the_same_file_changes_nothing(account: Account) -> None:
    (first,) = import_scenarios(example(), account=account)
    with clock.frozen(datetime(2027, 3, 1, tzinfo=UTC)):
        (second,) = import_scenarios(example(), account=account)
    assert first.pk == second.pk
    assert second.revisions.count() == 1
    assert (Scenario.objects.count(), Coupon.objects.count(), Attribute.objects.count()) == (1, 1, 1)


def test_changed_file_updates_the_draft_and_leaves_what_runs(account: Account) -> None:
    import_scenarios(example(), account=account)
    Coupon.objects.update(line_coupon_id="01X")
    (live,) = import_scenarios(example(), account=account, publish=True)
    assert live.live and live.current_version is not None
    (scenario,) = import_scenarios(changed("scenarios.0.name", "新しい名前"), account=account)
    assert (scenario.name, scenario.live, scenario.has_unpublished_changes) == (
        "友だち追加のお礼",
        True,
        True,
    )
    assert scenario.get_latest_revision_as_object().name == "新しい名前"
    assert scenario.current_version == live.current_version
    (again,) = import_scenarios(changed("scenarios.0.name", "新しい名前"), account=account)
    assert again.revisions.count() == 2


def test_import_does_not_set_a_paused_scenario_going(account: Account) -> None:
    data = changed("scenarios.0.steps.0.value.messages.1", {"type": "text", "value": {"text": "…"}})
    import_scenarios(data, account=account, publish=True)
    Scenario.objects.update(state=Scenario.State.PAUSED)
    data["scenarios"][0]["name"] = "新しい名前"
    (scenario,) = import_scenarios(data, account=account, publish=True)
    assert (scenario.name, scenario.state, scenario.live) == ("新しい名前", Scenario.State.PAUSED, True)


def test_publish_leaves_a_draft_with_a_note_when_something_is_to_be_mended(account: Account) -> None:
    notes: list[str] = []
    (scenario,) = import_scenarios(example(), account=account, publish=True, notes=notes)
    assert not scenario.live and scenario.current_version is None
    assert "友だち追加のお礼" in notes[0] and "ドリンク1杯無料" in notes[0]


def test_publishing_twice_makes_one_version(account: Account) -> None:
    data = changed("scenarios.0.steps.0.value.messages.1", {"type": "text", "value": {"text": "…"}})
    for _time in range(2):
        (scenario,) = import_scenarios(data, account=account, publish=True)
    assert scenario.versions.count() == 1 and scenario.revisions.count() == 1


def test_editors_own_ids_of_messages_do_not_count_as_a_change(account: Account) -> None:
    (scenario,) = import_scenarios(example(), account=account)
    steps = plain(scenario.steps)
    steps[0]["value"]["messages"][0]["id"] = "another"
    scenario.steps = json.dumps(steps)
    scenario.save_revision(clean=False)
    import_scenarios(example(), account=account)
    assert scenario.revisions.count() == 2


def test_locked_scenario_is_not_touched(account: Account) -> None:
    import_scenarios(example(), account=account)
    Scenario.objects.update(locked=True)
    with pytest.raises(FormatError) as caught:
        import_scenarios(changed("scenarios.0.name", "新しい名前"), account=account)
    assert caught.value.place == "scenarios[0]"
    import_scenarios(example(), account=account)


def test_coupon_that_line_knows_stays_as_it_is(account: Account) -> None:
    import_scenarios(example(), account=account)
    Coupon.objects.update(line_coupon_id="01X")
    notes: list[str] = []
    import_scenarios(changed("scenarios.0.coupons.drink.title", "別の題"), account=account, notes=notes)
    assert Coupon.objects.get().title == "ドリンク1杯無料"
    assert notes[0].startswith("scenarios[0].coupons.drink: ")


def test_coupon_that_line_does_not_know_is_updated(account: Account) -> None:
    import_scenarios(example(), account=account)
    import_scenarios(changed("scenarios.0.coupons.drink.title", "別の題"), account=account)
    assert Coupon.objects.get().title == "別の題"


def test_valid_days_count_whole_local_days_from_the_import(account: Account) -> None:
    # 01:00 on the 11th in Tokyo.
    with clock.frozen(datetime(2027, 1, 10, 16, 0, tzinfo=UTC)):
        import_scenarios(changed("scenarios.0.coupons.drink.valid_days", 30), account=account)
    coupon = Coupon.objects.get()
    assert coupon.valid_from.astimezone(account.zone).isoformat() == "2027-01-11T00:00:00+09:00"
    assert coupon.valid_until.astimezone(account.zone).isoformat() == "2027-02-10T23:59:59+09:00"


def test_period_that_is_over_begins_anew_for_a_coupon_that_line_never_knew(account: Account) -> None:
    with clock.frozen(datetime(2027, 1, 10, tzinfo=UTC)):
        import_scenarios(example(), account=account)
    with clock.frozen(datetime(2028, 1, 10, 1, tzinfo=UTC)):
        import_scenarios(example(), account=account)
        assert not Coupon.objects.get().is_over


def test_attribute_that_the_account_has_stays_as_it_is(account: Account) -> None:
    Attribute.objects.create(
        account=account, key="gender", name="お客様の性別", type="choice", choices=["female"]
    )
    import_scenarios(example(), account=account)
    assert Attribute.objects.get().name == "お客様の性別"


def test_unfinished_draft_can_be_imported(account: Account) -> None:
    data = changed("scenarios.0.steps.1.value", {"amount": None, "at": "", "unit": None})
    (scenario,) = import_scenarios(data, account=account)
    wait = plain(scenario.steps)[1]["value"]
    assert (wait["amount"], wait["at"], wait["unit"]) == (None, None, None)


def test_part_that_is_left_out_has_the_forms_default_and_lists_are_empty(account: Account) -> None:
    data = changed("scenarios.0.steps.0.value.messages", [{"type": "buttons", "value": {}}])
    data["scenarios"][0]["steps"][1]["value"] = {}
    (scenario,) = import_scenarios(data, account=account)
    steps = plain(scenario.steps)
    assert steps[0]["value"]["messages"][0]["value"]["buttons"] == []
    assert (steps[1]["value"]["amount"], steps[1]["value"]["unit"]) == (3, "days")


def test_copies_get_free_keys_and_share_coupons_of_their_own(account: Account) -> None:
    data = example()
    second = copy.deepcopy(data["scenarios"][0])
    second |= {"key": "welcome-2", "steps": [], "coupons": {"welcome/drink": second["coupons"]["drink"]}}
    data["scenarios"].append(second)
    for _time in range(2):
        import_scenarios(data, account=account, as_copies=True)
    keys = set(Scenario.objects.values_list("import_key", flat=True))
    assert keys == {"welcome", "welcome-2", "welcome-3", "welcome-2-2"}
    coupons = Coupon.objects.values_list("import_key", flat=True)
    assert sorted(coupons) == ["welcome-3/drink", "welcome/drink"]


# -- kinds of a site's own --


class AnyNames:
    """Every step exists, and no reference is known."""

    def key_of(self, model: Any, pk: Any, place: str) -> str | None:
        return None

    def has_step(self, step_id: str, place: str) -> bool:
        return True

    def pk_of(self, model: Any, key: str, place: str) -> Any:
        raise FormatError(place, "unknown")

    def see_step(self, step_id: Any, place: str) -> str:
        return str(step_id)

    def refer_to(self, step_id: str, place: str) -> None:
        pass


OWN = blocks.StructBlock(
    [
        ("price", blocks.DecimalBlock(required=False)),
        ("factor", blocks.FloatBlock(required=False)),
        ("page", blocks.URLBlock(required=False)),
        ("mail", blocks.EmailBlock(required=False)),
        ("story", blocks.RichTextBlock(required=False)),
        ("moment", blocks.DateTimeBlock(required=False)),
        ("is_loud", blocks.BooleanBlock(required=False)),
        ("hint", blocks.StaticBlock()),
        ("target", blocks.PageChooserBlock(required=False)),
        ("rows", blocks.ListBlock(blocks.ListBlock(blocks.IntegerBlock()))),
        ("inner", blocks.StructBlock([("on", blocks.DateBlock(required=False))])),
    ]
)


def test_kind_of_a_sites_own_is_carried_by_its_definition_alone() -> None:
    value = {
        "price": "12.50",
        "factor": 0.5,
        "page": "https://example.com/",
        "mail": "a@example.com",
        "story": "<p>Hi</p>",
        "moment": "2027-01-01T10:00:00+09:00",
        "is_loud": True,
        "rows": [[1, 0], []],
        "inner": {"on": "2027-01-31"},
    }
    stored = from_file(OWN, value, "value", AnyNames(), "seed")
    native = OWN.to_python(stored)
    assert native["inner"]["on"].isoformat() == "2027-01-31"
    assert list(native["rows"][0]) == [1, 0]
    written = to_file(OWN, stored, "value", AnyNames())
    assert from_file(OWN, written, "value", AnyNames(), "seed") == stored
    assert written.keys() == value.keys()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("price", "much"),
        ("price", True),
        ("factor", "NaN"),
        ("factor", []),
        ("page", "no address"),
        ("mail", "nobody"),
        ("story", 3),
        ("moment", "noon"),
        ("is_loud", "yes"),
        ("hint", "text"),
        ("target", "home"),
        ("rows", [[""]]),
        ("inner", {"off": 1}),
    ],
)
def test_wrong_value_for_a_kind_of_a_sites_own_is_named(name: str, value: Any) -> None:
    with pytest.raises(FormatError) as caught:
        from_file(OWN, {name: value}, "value", AnyNames(), "seed")
    assert caught.value.place.startswith(f"value.{name}")


# -- round trip --


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


# -- refusing --

STEP = "scenarios.0.steps.0"
SPEC = "scenarios.0.coupons.drink"
WRONG = [
    ("format", "something", "format", "linesteps.scenarios"),
    ("version", 2, "version", "1"),
    ("version", True, "version", "True"),
    ("scenarios", KeyError, "$", "scenarios"),
    ("scenarios", {}, "scenarios", "list"),
    ("extra", 1, "extra", "title"),
    ("scenarios.0", [], "scenarios[0]", "object"),
    ("scenarios.0.key", KeyError, "scenarios[0]", "key"),
    ("scenarios.0.key", "a b", "scenarios[0].key", "30"),
    ("scenarios.0.name", "  ", "scenarios[0].name", "120"),
    ("scenarios.0.name", "a" * 121, "scenarios[0].name", "120"),
    ("scenarios.0.naem", "x", "scenarios[0].naem", "name"),
    ("scenarios.0.re_entry", "sometimes", "scenarios[0].re_entry", "restart"),
    ("scenarios.0.can_repeat", "yes", "scenarios[0].can_repeat", "true"),
    (f"{STEP}.id", KeyError, "scenarios[0].steps[0]", "id"),
    (f"{STEP}.id", "a:b", "scenarios[0].steps[0].id", "64"),
    (f"{STEP}.id", "dessert", "scenarios[0].steps[2].value.paths[0].steps[0].id", "dessert"),
    (f"{STEP}.type", "teleport", "scenarios[0].steps[0].type", "teleport"),
    (f"{STEP}.type", "lost_step", "scenarios[0].steps[0].type", "lost_step"),
    (f"{STEP}.value", [], "scenarios[0].steps[0].value", "object"),
    (f"{STEP}.value.nmae", "x", "scenarios[0].steps[0].value.nmae", "messages"),
    (f"{STEP}.value.name", "a" * 81, "scenarios[0].steps[0].value.name", "80"),
    (f"{STEP}.value.messages.0.type", "hologram", "scenarios[0].steps[0].value.messages[0].type", "text"),
    (f"{STEP}.value.messages.0.value.text", 3, "scenarios[0].steps[0].value.messages[0].value.text", "text"),
    (f"{STEP}.value.messages.0.id", "x", "scenarios[0].steps[0].value.messages[0].id", "type"),
    (
        f"{STEP}.value.messages.0.value.text",
        "a\x00b",
        "scenarios[0].steps[0].value.messages[0].value.text",
        "stored",
    ),
    (
        f"{STEP}.value.messages.0.value.text",
        "\ud800",
        "scenarios[0].steps[0].value.messages[0].value.text",
        "stored",
    ),
    (
        f"{STEP}.value.messages",
        [{"type": "text", "value": {"text": "a"}}] * 6,
        "scenarios[0].steps[0].value.messages",
        "6",
    ),
    (
        f"{STEP}.value.messages.1.value.coupon",
        "nope",
        "scenarios[0].steps[0].value.messages[1].value.coupon",
        "nope",
    ),
    (
        f"{STEP}.value.messages.1.value.coupon",
        1,
        "scenarios[0].steps[0].value.messages[1].value.coupon",
        "text",
    ),
    ("scenarios.0.steps.1.value.amount", "3", "scenarios[0].steps[1].value.amount", "number"),
    ("scenarios.0.steps.1.value.amount", True, "scenarios[0].steps[1].value.amount", "number"),
    ("scenarios.0.steps.1.value.amount", 10**12, "scenarios[0].steps[1].value.amount", "big"),
    ("scenarios.0.steps.1.value.unit", "weeks", "scenarios[0].steps[1].value.unit", "weeks"),
    ("scenarios.0.steps.1.value.at", "25:00", "scenarios[0].steps[1].value.at", "25:00"),
    ("scenarios.0.steps.1.value.at", "evening", "scenarios[0].steps[1].value.at", "evening"),
    ("scenarios.0.steps.1.value.until", "2027-02-30", "scenarios[0].steps[1].value.until", "2027-02-30"),
    ("scenarios.0.steps.1.value.weekdays", ["9"], "scenarios[0].steps[1].value.weekdays", "9"),
    ("scenarios.0.steps.1.value.weekdays", [1], "scenarios[0].steps[1].value.weekdays[0]", "text"),
    (
        "scenarios.0.steps.2.value.paths.0.conditions.0.value.step",
        "gone",
        "scenarios[0].steps[2].value.paths[0].conditions[0].value.step",
        "gone",
    ),
    ("scenarios.0.triggers.0.type", "moonrise", "scenarios[0].triggers[0].type", "friend_added"),
    (f"{SPEC}.title", KeyError, "scenarios[0].coupons.drink", "title"),
    (f"{SPEC}.title", "a" * 61, "scenarios[0].coupons.drink.title", "60"),
    (f"{SPEC}.reward", "party", "scenarios[0].coupons.drink.reward", "party"),
    (f"{SPEC}.reward", "discount_percent", "scenarios[0].coupons.drink.reward_value", "discount"),
    (f"{SPEC}.valid_days", 0, "scenarios[0].coupons.drink.valid_days", "1"),
    (f"{SPEC}.valid_days", KeyError, "scenarios[0].coupons.drink", "valid_days"),
    (f"{SPEC}.valid_from", "2027-01-01", "scenarios[0].coupons.drink.valid_days", "valid_from"),
    (f"{SPEC}.image", "none.jpg", "scenarios[0].coupons.drink.image", "none.jpg"),
    ("scenarios.0.coupons", {"a/b/c": {}}, "scenarios[0].coupons.a/b/c", "30"),
    ("scenarios.0.images", {"../x.jpg": {}}, "scenarios[0].images.../x.jpg", "file name"),
    ("scenarios.0.images", {"x.jpg": {"data": "§"}}, "scenarios[0].images.x.jpg.data", "base64"),
    ("scenarios.0.images", {"x.jpg": {"data": "AAAA"}}, "scenarios[0].images.x.jpg.data", "image"),
    ("scenarios.0.attributes.0.type", "colour", "scenarios[0].attributes[0].type", "colour"),
    ("scenarios.0.attributes.0.key", "a b", "scenarios[0].attributes[0].key", "letters"),
    ("scenarios.0.attributes.0.choices", [1], "scenarios[0].attributes[0].choices[0]", "text"),
]


@pytest.mark.parametrize(
    ("path", "value", "place", "word"), WRONG, ids=[f"{w[0]}-{n}" for n, w in enumerate(WRONG)]
)
def test_mistake_in_a_file_is_named_with_its_place(
    path: str, value: Any, place: str, word: str, account: Account
) -> None:
    error = refused(changed(path, value), account)
    assert error.place == place
    assert word in error.reason


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "",
        "[]",
        '"text"',
        "NaN",
        b"\xff\xfe{",
        '{"format": "linesteps.scenarios", "format": "x"}',
        "[" * 100_000,
        "1" * 5_000,
        " " * (MAX_BYTES + 1),
        '{"version": 1e999}',
    ],
    ids=range(11),
)
def test_content_that_is_no_scenario_file_is_refused(content: str | bytes, account: Account) -> None:
    refused(content, account)


def test_deeply_nested_branches_are_refused_before_they_cost_anything(account: Account) -> None:
    steps: list[Any] = []
    for number in range(30):
        branch = {"paths": [{"steps": steps}]}
        steps = [{"id": f"b{number}", "type": "branch", "value": branch}]
    assert "deep" in refused(changed("scenarios.0.steps", steps), account).reason


def test_ten_branches_within_each_other_are_imported(account: Account) -> None:
    steps: list[Any] = []
    for number in range(10):
        steps = [{"id": f"b{number}", "type": "branch", "value": {"paths": [{"steps": steps}]}}]
    data = changed("scenarios.0.steps", steps)
    (scenario,) = import_scenarios(data, account=account)
    assert len(list(walk_plain(plain(scenario.steps)))) == 10


def test_file_with_a_byte_order_mark_is_read() -> None:
    assert read_file("\ufeff{}") == read_file(b"\xef\xbb\xbf{}") == {}


def test_key_that_stands_twice_is_refused(account: Account) -> None:
    data = example()
    data["scenarios"].append(copy.deepcopy(data["scenarios"][0]))
    assert refused(data, account).place == "scenarios[1].key"


def test_mistake_in_the_second_scenario_keeps_the_first_out_too(account: Account) -> None:
    data = example()
    data["scenarios"].append({**copy.deepcopy(data["scenarios"][0]), "key": "second", "name": ""})
    assert refused(data, account).place == "scenarios[1].name"


def test_one_coupon_with_two_sets_of_details_is_refused(account: Account) -> None:
    data = example()
    second = {**copy.deepcopy(data["scenarios"][0]), "key": "second"}
    second["coupons"] = {"welcome/drink": {**second["coupons"]["drink"], "title": "別の題"}}
    second["steps"] = []
    data["scenarios"].append(second)
    assert refused(data, account).place == "scenarios[1].coupons.welcome/drink"


def test_attribute_of_another_type_is_refused(account: Account) -> None:
    Attribute.objects.create(account=account, key="gender", name="性別", type="text")
    with pytest.raises(FormatError) as caught:
        import_scenarios(example(), account=account)
    assert caught.value.place == "scenarios[0].attributes[0].type"
    assert not Scenario.objects.exists()


# -- commands --


def test_export_command_writes_what_the_import_command_reads(
    account: Account, other: Account, tmp_path: Path
) -> None:
    import_scenarios(example(), account=account)
    file, out = tmp_path / "scenarios.json", io.StringIO()
    call_command(
        "linesteps_export", "--scenario", "友だち追加のお礼", "--account", "浜の店", "--output", str(file)
    )
    call_command("linesteps_import", str(file), "--account", other.channel_id, stdout=out)
    assert "“友だち追加のお礼” is a draft." in out.getvalue()
    assert Scenario.objects.filter(account=other, import_key="welcome").exists()


def test_export_command_writes_to_the_standard_output(account: Account) -> None:
    import_scenarios(example(), account=account)
    out = io.StringIO()
    call_command("linesteps_export", stdout=out)
    assert json.loads(out.getvalue())["scenarios"][0]["name"] == "友だち追加のお礼"


def test_import_command_names_the_place_of_a_mistake(account: Account, tmp_path: Path) -> None:
    file = tmp_path / "scenarios.json"
    file.write_text(json.dumps(changed("scenarios.0.naem", "x")), encoding="utf-8")
    with pytest.raises(CommandError, match=r"scenarios\[0\]\.naem"):
        call_command("linesteps_import", str(file), "--account", "浜の店")


def test_import_command_publishes_and_says_why_not(account: Account) -> None:
    out, err = io.StringIO(), io.StringIO()
    arguments = ["--template", "sc1", "--language", "en", "--account", "浜の店", "--publish"]
    call_command("linesteps_import", *arguments, stdout=out, stderr=err)
    assert "was not published" in err.getvalue() and "is a draft" in out.getvalue()
    Coupon.objects.update(line_coupon_id="01X")
    call_command("linesteps_import", *arguments, stdout=out)
    assert "is published" in out.getvalue()
    assert Scenario.objects.get().is_running


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--template", "sc9", "--account", "浜の店"], "sc1, .*sc2"),
        (["--template", "sc1", "--account", "谷の店"], "浜の店"),
        (["--account", "浜の店"], "--template"),
        (["nowhere.json", "--account", "浜の店"], "nowhere.json"),
    ],
)
def test_import_command_tells_what_it_needs(arguments: list[str], message: str, account: Account) -> None:
    with pytest.raises(CommandError, match=message):
        call_command("linesteps_import", *arguments)


def test_export_command_refuses_a_name_that_no_scenario_has(account: Account) -> None:
    with pytest.raises(CommandError, match="nothing like it"):
        call_command("linesteps_export", "--scenario", "nothing like it")

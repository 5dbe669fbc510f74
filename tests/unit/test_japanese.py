"""The Japanese that editors read: golden sentences, words that they never meet, whole placeholders."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import pytest
import wagtail
from django.utils.translation import gettext, ngettext, npgettext, override

from linesteps.admin import chrome, chrome_scripts
from linesteps.admin.scenarios import operation
from linesteps.conditions.kind import registry as condition_kinds
from linesteps.steps.kind import registry as step_kinds
from linesteps.triggers.kind import registry as trigger_kinds
from scripts.check_messages import CATALOGUE, PACKAGE, Message, read

MESSAGES = list(read(PACKAGE / CATALOGUE))

#: What an editor must never have to learn (builder.md, 2.9).
FORBIDDEN = re.compile(
    # Wagtail's own Japanese says ワークフロー.
    r"ノード|トリガー|(?<!ワーク)フロー|エッジ|ペイロード|キュー|\b(?:webhook|json|null|uuid|cron)\b",
    re.IGNORECASE | re.ASCII,
)
#: Labels of LINE's own console, which must be quoted as they are.
LABELS_AT_LINE = ("「Webhook URL」", "「Webhookの利用」")
#: Names, abbreviations and bare patterns, which are the same in both languages.
SAME_IN_BOTH = {
    "iPhone",
    "%(field_label)s:",
    "%(status_display)s %(task_name)s %(started_at)s",
    ": ",
    "Android",
    "Flex Message",
    "ID",
    "LIFF ID",
}
#: ``%(name)s`` and ``{name}``, but not the ``{{ name }}`` that editors write.
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|(?<!\{)\{\w+\}(?!\})")


def in_japanese(message: Message) -> Iterator[tuple[str, str]]:
    """Each translation with the original of the same form; Japanese has only the plural's."""
    original = message.parts.get("msgid_plural", message.key[1])
    for text in message.translations:
        yield original, text


PAIRS = [pair for message in MESSAGES for pair in in_japanese(message)]


@pytest.mark.parametrize(
    ("kind", "value", "sentence"),
    [
        ("wait", {"amount": 3, "unit": "days", "at": "19:00"}, "3日後の19:00まで待つ"),
        ("wait", {"amount": 0, "unit": "days", "at": "19:00"}, "次の19:00まで待つ"),
        ("wait", {"amount": 7, "unit": "days"}, "7日待つ"),
        ("wait", {"amount": 1, "unit": "hours"}, "1時間待つ"),
        ("wait", {"amount": 30, "unit": "minutes"}, "30分待つ"),
        ("wait", {"until": "2026-12-01"}, "2026年12月1日まで待つ"),
        ("wait", {"until": "2026-12-01", "at": "19:00"}, "2026年12月1日の19:00まで待つ"),
        (
            "wait",
            {"amount": 3, "unit": "days", "at": "19:00", "weekdays": ["5", "6"]},
            "3日後の19:00まで待つ(土曜日・日曜日のみ)",
        ),
        (
            "branch",
            {
                "paths": [
                    {
                        "match": "any",
                        "conditions": [
                            {"type": "os", "value": {"os": "ios", "comparison": "any"}},
                            {"type": "tag", "value": {"tag": "常連さん"}},
                        ],
                    }
                ]
            },
            "条件分岐: iOSの人またはタグ「常連さん」が付いている人 / わからない人・それ以外の人",
        ),
        ("send", {"name": "お客様の声"}, "「お客様の声」を送る"),
        ("end", {}, "ここで終了"),
        ("jump", {}, "別のステップへ進む"),
        ("tag", {"add": ["常連"], "remove": ["新規"]}, "タグ「常連」を付けて、「新規」を外す"),
        ("split", {"paths": [{"share": 30}, {"share": 70}]}, "くじで分ける: 道A(30%) / 道B(70%)"),
        (
            "wait_for",
            {"events": [{"type": "clicked_link", "value": {}}], "amount": 3, "unit": "days"},
            "リンクを押すまで待つ(最長3日)",
        ),
        ("end_others", {}, "ほかのシナリオをすべて終了する"),
        ("notify_staff", {"subject": "電話"}, "スタッフに知らせる:「電話」"),
        (
            "branch",
            {"paths": [{"conditions": [{"type": "clicked_link", "value": {}}]}]},
            "条件分岐: リンクを押した人 / 押していない人",
        ),
    ],
)
def test_step_says_in_japanese_what_it_does(kind: str, value: dict[str, Any], sentence: str) -> None:
    """Counters without spaces, times with 24 hours, names in 「」."""
    with override("ja"):
        assert step_kinds.get(kind).summary(value) == sentence


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("clicked_link", {}, "リンクを押した人"),
        ("clicked_link", {"is_absent": True}, "リンクを押していない人"),
        ("tag", {"tag": "常連"}, "タグ「常連」が付いている人"),
        ("tag", {"tag": "常連", "is_absent": True}, "タグ「常連」が付いていない人"),
        ("friend_days", {"days": 30}, "友だちになって30日以上の人"),
        ("friend_days", {"days": 30, "comparison": "less_than"}, "友だちになって30日未満の人"),
        ("attribute", {"attribute": "性別", "value": "女性"}, "性別が「女性」の人"),
        (
            "attribute",
            {"attribute": "誕生日", "comparison": "age_at_least", "value": "20"},
            "誕生日から数えて20歳以上の人",
        ),
        ("replied", {"since": "days", "days": 7}, "7日以内に返信した人"),
        ("os", {"os": "ios", "comparison": "at_least", "version": "17"}, "iOS 17以上の人"),
        ("language", {"languages": ["ja", "en"]}, "LINEの言語が日本語または英語の人"),
        ("percentage", {"percent": 30}, "くじで選んだ30%の人"),
        (
            "weekday_time",
            {"weekdays": ["5"], "after": "10:00", "before": "18:00"},
            "土曜日の10:00〜18:00のとき",
        ),
    ],
)
@pytest.mark.django_db
def test_path_says_in_japanese_who_takes_it(kind: str, value: dict[str, Any], words: str) -> None:
    """Who, not yes or no."""
    with override("ja"):
        assert condition_kinds.get(kind).summary(value) == words


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("friend_added", {"when": "any"}, "友だち追加したとき"),
        ("friend_added", {"when": "first"}, "はじめて友だち追加したとき"),
        ("friend_added", {"when": "again"}, "ブロックを解除して戻ってきたとき"),
        ("keyword", {"words": "予約\nよやく"}, "「予約 / よやく」を受け取ったとき"),
        ("tag_added", {"tag": "常連"}, "タグ「常連」が付いたとき"),
    ],
)
def test_start_condition_says_in_japanese_when_it_is_met(
    kind: str, value: dict[str, Any], words: str
) -> None:
    """When."""
    with override("ja"):
        assert trigger_kinds.get(kind).summary(value) == words


def test_status_of_a_scenario_is_one_japanese_word() -> None:
    """Created is not started, paused is not ended, edited is not live."""
    with override("ja"):
        words = {
            name: str(getattr(operation, name).word)
            for name in ("DRAFT", "IN_REVIEW", "LIVE", "LIVE_CHANGED")
        }
        words |= {
            name: str(getattr(operation, name).word) for name in ("CLOSING", "PAUSED", "ENDED", "ATTENTION")
        }
    assert words == {
        "DRAFT": "下書き",
        "IN_REVIEW": "承認待ち",
        "LIVE": "公開中",
        "LIVE_CHANGED": "公開中・未反映の変更あり",
        "CLOSING": "受付停止",
        "PAUSED": "一時停止中",
        "ENDED": "終了",
        "ATTENTION": "要確認",
    }


@pytest.mark.parametrize(
    ("english", "japanese"),
    [
        ("Everyone else", "それ以外の人"),
        ("Friends", "友だち"),
        ("Scenarios", "シナリオ"),
        ("Start condition", "開始条件"),
        ("Branch", "条件分岐"),
        ("Wait", "待つ"),
        ("End", "終了"),
        ("Tag", "タグ"),
        ("Attribute", "属性"),
        ("Coupon", "クーポン"),
        ("LINE Official Account", "LINE公式アカウント"),
        ("Quiet hours", "静かな時間"),
        (
            "This branch has no condition. Choose one or delete the branch.",
            "この分岐には条件がありません。条件を選ぶか、分岐を削除してください。",
        ),
    ],
)
def test_word_of_the_glossary_is_used(english: str, japanese: str) -> None:
    """builder.md, 2.9 and 2.10."""
    with override("ja"):
        assert gettext(english) == japanese


def test_wagtail_and_humanize_speak_japanese_where_they_had_none() -> None:
    """Django looks the strings of all apps up in one merged catalogue."""
    with override("ja"):
        assert gettext("Set publishing schedule") == "公開の予約"
        assert ngettext("Referenced %(count)s time", "Referenced %(count)s times", 2) == "%(count)sか所で使用"
        assert npgettext("naturaltime-past", "%(num)d day", "%(num)d days", 2) == "%(num)d日"


def test_editors_never_meet_a_technical_word() -> None:
    """Nor in messages for engineers, but for LINE's own labels."""
    found = []
    for original, text in PAIRS:
        for label in LABELS_AT_LINE:
            text = text.replace(label, "")
        if FORBIDDEN.search(text):
            found.append((original, text))
    assert found == []


def test_placeholders_are_those_of_the_original() -> None:
    """A lost one loses a name or number, an invented one is a server error."""
    differing = [
        (original, text)
        for original, text in PAIRS
        if set(PLACEHOLDER.findall(original)) != set(PLACEHOLDER.findall(text))
    ]
    assert differing == []


def test_nothing_is_left_in_english() -> None:
    """Except for what is the same in both languages."""
    assert {text for original, text in PAIRS if text == original} - SAME_IN_BOTH == set()


def test_japanese_is_set_as_japanese() -> None:
    """Names in 「」, counters without a space, 。 and 、 instead of their Latin kin."""
    wrong = re.compile(r"[“”]|\)s [日時分通人回件枚個本]|[ぁ-んァ-ヶ一-龠][.,](?: |$)|(?<![何か])もし")
    assert [text for _original, text in PAIRS if wrong.search(text)] == []


def test_every_string_of_the_sources_is_in_the_catalogue() -> None:
    """xgettext sees neither calls by other names, such as ``_t``, nor those inside an f-string."""
    known = {message.key[1] for message in MESSAGES}
    lost = [
        (path.name, text)
        for path in sorted(PACKAGE.rglob("*.py"))
        for text in translated(path)
        if text not in known
    ]
    assert lost == []


def translated(path: Path) -> Iterator[str]:
    """Constant first arguments of Django's translation functions, by whatever name a module knows them."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if "gettext" in alias.name
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            text = node.args["pgettext" in names[node.func.id]]
            if isinstance(text, ast.Constant):
                yield str(text.value)


def test_chrome_lists_only_strings_that_wagtail_still_has() -> None:
    """A string that Wagtail gave up, or translated well, can go."""
    catalogues = [
        *Path(wagtail.__file__).parent.rglob("locale/en/LC_MESSAGES/django.po"),
        Path(django.__file__).parent / "contrib/humanize/locale/en/LC_MESSAGES/django.po",
    ]
    theirs = {message.key[1] for path in catalogues for message in read(path)}
    assert set(chrome.STRINGS) - theirs == set()


def test_every_word_of_wagtails_scripts_is_said_in_japanese() -> None:
    """By Wagtail, or else by us; what Wagtail gave up can go."""
    folder = Path(wagtail.__file__).parent / "admin/locale"
    theirs = {message.key[1]: message for message in read(folder / "en/LC_MESSAGES/djangojs.po")}
    said = {m.key[1] for m in read(folder / "ja/LC_MESSAGES/djangojs.po") if all(m.translations)}
    with override("ja"):
        ours = set(chrome_scripts.catalogue())
    assert set(theirs) - said - ours == set()
    assert set(chrome_scripts.STRINGS) - set(theirs) == set()
    with override("en"):
        assert chrome_scripts.catalogue() == {}

"""What the demo says on the terminal, in Japanese and English."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from django.utils.functional import lazystr
from django.utils.translation import get_language

_WORDS: dict[str, dict[str, str]] = {
    "ja": {
        "preparing": "準備しています（データベース）…",
        "making": "見本のデータを作っています（90人分、1〜2分）…",
        "starting": "起動しています…",
        "started": """
linesteps のデモが動いています。

  友だちのスマートフォン  {phone}
  管理画面                {site}/admin/   ユーザー名 {user} ／ パスワード {password}
  お店のサイト            {site}/

試してみること
  1. スマートフォンで「人物を追加」し、「友だち追加」を押すと、すぐにクーポンの案内が届きます。
  2. 届いたボタンを押して、お店のページを開きます。押さない人も、もう1人作ってみてください。
  3. 時計を「+1日」で4日進めると、押した人にはお礼、押していない人にはお知らせが届きます。
  4. 管理画面の「LINE配信」→「友だち」で、その人に何が届き、何を押したかを見ます。
  5. 「シナリオ」で言葉を書きかえて公開し、新しい人物で確かめます。

終了は Ctrl-C です。データは残り、次の make demo で続きから動きます。
最初からやり直すには  make demo ARGS=--reset  （記録: {logs}）
""",
        "stopping": "終了しています…",
        "stopped": "終了しました。",
        "died": "{name} が止まりました（{how}）。起動し直します。",
        "gave_up": "{name} が何度も止まるため、デモを終了します。記録: {log}",
        "not_ready": "{name} が {seconds} 秒たっても動きません。記録: {log}",
        "failed": "準備に失敗しました。記録: {log}",
        "port_taken": "ポート {port} は、ほかのプログラムが使っています。{option} で別の番号を選んでください。例: "
        'make demo ARGS="--reset {option} {other}"',
        "other_port": "見本のデータは {option} {port} で作られています。番号を変えるには --reset を付けてください。",
        "foreign": "{database} に、デモ以外のデータがあります。消して作り直すには --reset を付けてください。",
        "turned": "デモの時計は、実際より {days} 日進んでいます（前回のまま）。",
        "same_port": "サイトとスマートフォンには、別々のポートが要ります。",
    },
    "en": {
        "preparing": "Preparing the database …",
        "making": "Making the sample data (90 people, a minute or two) …",
        "starting": "Starting …",
        "started": """
The linesteps demo is running.

  A friend's phone  {phone}
  Admin             {site}/admin/   user {user}, password {password}
  The shop's site   {site}/

What to try
  1. On the phone, add a person and press “Add friend”: the coupon message comes at once.
  2. Tap its button, which opens the shop's page. Add a second person who does not tap.
  3. Turn the clock by “+1 day” four times: who tapped gets thanks, who did not gets a reminder.
  4. In the admin, under “LINE messages”, “Friends”, see what the person got and tapped.
  5. Under “Scenarios”, change the words, publish, and try again as a new person.

Ctrl-C stops it. The data stays, and the next “make demo” goes on from here.
To begin afresh: make demo ARGS=--reset   (logs: {logs})
""",
        "stopping": "Stopping …",
        "stopped": "Stopped.",
        "died": "{name} ended ({how}). Starting it again.",
        "gave_up": "{name} keeps ending, so the demo stops. Log: {log}",
        "not_ready": "{name} does not answer after {seconds} seconds. Log: {log}",
        "failed": "The preparation failed. Log: {log}",
        "port_taken": "Port {port} is used by another program. Choose another one by {option}, for example: "
        'make demo ARGS="--reset {option} {other}"',
        "other_port": "The sample data was made for {option} {port}. To change the number, add --reset.",
        "foreign": "{database} holds data that the demo did not make. To delete it and begin afresh, add --reset.",
        "turned": "The demo's clock is {days} days ahead, as you left it.",
        "same_port": "The site and the phone need two different ports.",
    },
}


class _Both:
    """A text that is read in the reader's language each time."""

    def __init__(self, ja: str, en: str) -> None:
        self.ja, self.en = ja, en

    def __str__(self) -> str:
        return self.ja if (get_language() or "").startswith("ja") else self.en


def both(ja: str, en: str) -> Any:
    """A label in both languages; a site with translations of its own would write ``_("…")``."""
    return lazystr(_Both(ja, en))


def say(language: str, key: str, **values: object) -> str:
    """A sentence in ``ja`` or ``en``."""
    return _WORDS[language][key].format(**values)


def language_of(environment: Mapping[str, str] = os.environ) -> str:
    """The language of a terminal: Japanese where the locale says so, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "ja" if environment[name].lower().startswith("ja") else "en"
    return "en"

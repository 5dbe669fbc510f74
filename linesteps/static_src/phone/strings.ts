// Every word of the page, in Japanese and English.

export type Language = "ja" | "en";

const ja = {
  title: "友だちのスマートフォン（デモ）",
  subtitle: "LINEのかわりに、この画面で友だちになりきって試せます。",
  language: "English",
  account: "アカウント",
  people: "登場人物",
  people_more: "ほか{count}人は省略しています",
  new_person: "人物を追加",
  new_person_name: "名前",
  new_person_os: "スマートフォン",
  create: "追加する",
  cancel: "やめる",
  status_stranger: "未登録",
  status_friend: "友だち",
  status_blocked: "ブロック中",
  status_deleted: "退会済み",
  add_friend: "友だち追加",
  scan: "QR読み取り",
  scan_what: "このお店に貼ってあるQRコード:",
  scan_url: "ほかのアドレスを開く",
  scan_open: "開く",
  block: "ブロック",
  unblock: "ブロック解除",
  nobody: "左の一覧から人物を選ぶと、その人のトーク画面が開きます。",
  no_account: "アカウントがまだありません。デモの準備が終わるまでお待ちください。",
  empty_stranger: "まだ友だちではありません。「友だち追加」を押すと、あいさつやステップ配信が始まります。",
  empty_friend: "まだメッセージはありません。時計を進めると、予定された配信が届きます。",
  empty_blocked: "ブロック中です。メッセージは届きません。",
  say: "メッセージを入力",
  send: "送信",
  image: "画像を送る",
  send_sticker: "スタンプを送る",
  chat: "トーク",
  rich_menu: "リッチメニュー",
  rich_menu_area: "リッチメニューの{number}番目の場所",
  close: "閉じる",
  open_tab: "新しいタブで開く",
  browser: "アプリ内ブラウザ",
  browser_visited: "この友だちの端末としてアクセスしました（HTTP {status}）",
  clock: "デモの時計",
  clock_note: "サイトとLINEの時刻を一緒に進めます。途中の配信も予定の時刻に届きます。",
  clock_real: "この環境では時計を進められません（実際の時刻です）。",
  hour: "+1時間",
  day: "+1日",
  next: "次の予定まで",
  turning: "{target} へ進めています…",
  turning_next: "次の予定を調べています…",
  stops: "{count}件の予定を通過",
  waiting: "サイトの処理を待っています",
  problem_no_demo: "ここでは時計を進められません。",
  problem_running: "すでに進めている途中です。",
  problem_nothing_due: "次の予定はありません。",
  problem_site_busy: "サイトの処理が30秒たっても終わりません。ワーカーが動いているか確かめてください。",
  problem_too_many_events: "予定が多すぎるため、途中で止めました。",
  log: "通信の記録",
  log_empty: "まだ通信はありません。",
  log_api: "API",
  log_webhook: "Webhook",
  log_none: "応答なし",
  queued: "送信先がないため待機中のWebhook: {count}",
  used: "今月の配信数 {used}",
  used_of: "今月の配信数 {used} / {quota}",
  coupon: "クーポン",
  coupon_until: "{date} まで",
  coupon_closed: "終了しました",
  video: "動画",
  watch: "最後まで見る",
  watched: "最後まで見ました",
  after_video: "再生後：{label}",
  audio: "音声",
  sticker: "スタンプ",
  sticker_id: "パッケージ {package}・スタンプ {sticker}",
  location: "位置情報",
  emoji: "絵文字",
  cards: "カード",
  photo: "写真",
  unsupported: "この画面では表示できない種類のメッセージです（{type}）",
  part_unknown: "表示できない部品（{type}）",
  copied: "コピーしました",
  dialled: "{uri} はこの画面では開けません。",
  choose_time: "日時を選ぶ",
  choose: "決定",
  quick_replies: "クイックリプライ",
  phone_of: "{name}さんのスマートフォン",
  from_account: "{name} から",
  from_person: "{name} の発言",
  failed: "うまくいきませんでした: {reason}",
  offline: "エミュレーターとの接続が切れました。再接続しています…",
  list_previous: "前へ",
  list_next: "次へ",
};

export type Key = keyof typeof ja;

const en: Record<Key, string> = {
  title: "A friend's phone (demo)",
  subtitle: "Instead of LINE: play your friends here and see what reaches them.",
  language: "日本語",
  account: "Account",
  people: "People",
  people_more: "{count} more people are not listed",
  new_person: "New person",
  new_person_name: "Name",
  new_person_os: "Phone",
  create: "Add",
  cancel: "Cancel",
  status_stranger: "Not a friend",
  status_friend: "Friend",
  status_blocked: "Blocked",
  status_deleted: "Left LINE",
  add_friend: "Add friend",
  scan: "Scan QR",
  scan_what: "QR codes on the walls of this shop:",
  scan_url: "Or open another address",
  scan_open: "Open",
  block: "Block",
  unblock: "Unblock",
  nobody: "Choose a person on the left to open their chat.",
  no_account: "There is no account yet. Wait until the demo is set up.",
  empty_stranger: "Not a friend yet. “Add friend” starts greetings and step messages.",
  empty_friend: "No messages yet. Turn the clock forward and scheduled messages arrive.",
  empty_blocked: "Blocked: no messages arrive.",
  say: "Type a message",
  send: "Send",
  image: "Send an image",
  send_sticker: "Send a sticker",
  chat: "Chat",
  rich_menu: "Rich menu",
  rich_menu_area: "Area {number} of the rich menu",
  close: "Close",
  open_tab: "Open in a new tab",
  browser: "In-app browser",
  browser_visited: "Visited as this friend's phone (HTTP {status})",
  clock: "Demo clock",
  clock_note: "Moves the site's and LINE's time together; messages on the way arrive at their own time.",
  clock_real: "The clock cannot be turned here (this is real time).",
  hour: "+1 hour",
  day: "+1 day",
  next: "To the next event",
  turning: "Moving to {target}…",
  turning_next: "Looking for the next event…",
  stops: "{count} events passed",
  waiting: "waiting for the site",
  problem_no_demo: "The clock cannot be turned here.",
  problem_running: "The clock is moving already.",
  problem_nothing_due: "Nothing is scheduled.",
  problem_site_busy: "The site was still busy after 30 seconds. Check that its workers run.",
  problem_too_many_events: "Stopped: there were too many events on the way.",
  log: "Traffic",
  log_empty: "No traffic yet.",
  log_api: "API",
  log_webhook: "Webhook",
  log_none: "no answer",
  queued: "Webhooks waiting, no address set: {count}",
  used: "Messages this month: {used}",
  used_of: "Messages this month: {used} of {quota}",
  coupon: "Coupon",
  coupon_until: "until {date}",
  coupon_closed: "Closed",
  video: "Video",
  watch: "Watch to the end",
  watched: "Watched to the end",
  after_video: "After the video: {label}",
  audio: "Audio",
  sticker: "Sticker",
  sticker_id: "Package {package}, sticker {sticker}",
  location: "Location",
  emoji: "Emoji",
  cards: "Cards",
  photo: "Photo",
  unsupported: "This page cannot show this type of message ({type})",
  part_unknown: "A part that cannot be drawn ({type})",
  copied: "Copied",
  dialled: "{uri} cannot be opened here.",
  choose_time: "Choose date and time",
  choose: "OK",
  quick_replies: "Quick replies",
  phone_of: "{name}’s phone",
  from_account: "From {name}",
  from_person: "{name} says",
  failed: "That did not work: {reason}",
  offline: "The connection to the emulator was lost. Reconnecting…",
  list_previous: "Previous",
  list_next: "Next",
};

const STORED = "linesteps-phone-language";
let current: Language = stored() ?? (navigator.language.startsWith("ja") ? "ja" : "en");

function stored(): Language | null {
  try {
    const value = localStorage.getItem(STORED);
    return value === "ja" || value === "en" ? value : null;
  } catch {
    return null;
  }
}

export function language(): Language {
  return current;
}

export function toggleLanguage(): void {
  current = current === "ja" ? "en" : "ja";
  try {
    localStorage.setItem(STORED, current);
  } catch {
    // A private window keeps nothing; the choice lasts as long as the page.
  }
}

/** The text for `key`, with `{name}` replaced from `values`. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  const text = (current === "ja" ? ja : en)[key];
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export function isKey(key: string): key is Key {
  return key in ja;
}

const zone = "Asia/Tokyo";

function format(at: Date, options: Intl.DateTimeFormatOptions): string {
  const locale = current === "ja" ? "ja-JP" : "en-GB";
  return new Intl.DateTimeFormat(locale, { timeZone: zone, ...options }).format(at);
}

export function timeOf(at: Date): string {
  return format(at, { hour: "2-digit", minute: "2-digit" });
}

export function dayOf(at: Date): string {
  return format(at, { year: "numeric", month: "long", day: "numeric", weekday: "short" });
}

export function shortDateTime(at: Date): string {
  return format(at, { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });
}

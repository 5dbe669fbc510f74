// The phone page: choose a person, chat as them, turn the clock, watch the traffic.

import "../chat/chat.css";
import "./main.css";
import { Chat } from "./chat";
import { Clock } from "./clock";
import { el } from "../chat/dom";
import { fill } from "./fill";
import { Log } from "./log";
import { People } from "./people";
import { type Json, listen, loadState, post, type State, type Visit } from "./server";
import { notice, openBrowser, pickTime, scanCode } from "./sheets";
import { language, t, toggleLanguage } from "./strings";
import { text } from "../chat/json";

let account: string | null = null;
let person: string | null = null;
let state: State | null = null;
let loading = false;
let stale = false;

const header = el("header", { class: "page-head" });
const offline = el("p", { class: "offline", role: "alert", hidden: true });
const people = new People({
  chooseAccount: (id) => {
    account = id;
    person = null;
    void refresh();
  },
  choosePerson: (id) => {
    person = id;
    void refresh();
  },
  newPerson: (name, os) =>
    void work(async () => {
      person = String((await act("new_person", { name, os }))["user_id"]);
    }),
});
const chat = new Chat({
  tap: (action) => void work(() => tap(action)),
  watch: (trackingId) => void work(() => act("watch", { tracking_id: trackingId })),
  follow: () => void work(() => act("follow")),
  block: () => void work(() => act("block")),
  scan: () => {
    const current = state?.accounts.find((each) => each.channel_id === account);
    scanCode(current?.posters ?? [], (uri) => void work(() => tap({ type: "uri", uri })));
  },
  say: (words) => void work(() => act("say", { text: words })),
  sticker: () => void work(() => act("sticker")),
  image: (file) => void work(() => sendImage(file)),
});
const clock = new Clock((body) => void work(() => post("clock", body)));
const log = new Log();

function act(name: string, more: Json = {}): Promise<Json> {
  return post("act", { account, person, act: name, ...more });
}

async function tap(action: Json): Promise<void> {
  if (action["type"] === "datetimepicker") {
    pickTime(action, (params) => void work(() => act("tap", { action, params })));
    return;
  }
  if (action["type"] === "clipboard") {
    await navigator.clipboard?.writeText(text(action["clipboardText"])).catch(() => undefined);
    notice(t("copied"));
    return;
  }
  const done = await act("tap", { action });
  if (action["type"] === "uri")
    openBrowser(text(action["uri"]), done["visit"] as Visit | null, () => void work(() => act("follow")));
}

async function sendImage(file: File): Promise<void> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  await act("image", { data: btoa(binary), content_type: file.type });
}

/** Do something, say if it failed, and show what came of it. */
async function work(todo: () => Promise<unknown>): Promise<void> {
  try {
    await todo();
  } catch (error) {
    notice(t("failed", { reason: error instanceof Error ? error.message : String(error) }));
  }
  await refresh();
}

async function refresh(): Promise<void> {
  if (loading) {
    stale = true;
    return;
  }
  loading = true;
  try {
    do {
      stale = false;
      state = await loadState(account, person);
      account = state.account;
    } while (stale);
    render();
  } catch {
    offline.hidden = false;
  } finally {
    loading = false;
  }
}

/** The newest bubble that was on the screen, by account and person. */
const lookedAt = new Map<string, string>();

/** Whose chat is open here looks at it: LINE counts that, and the phone loads pictures that it does not have. */
function look({ lines }: State): void {
  const newest = lines.filter((line) => line.sender === "account").at(-1)?.id;
  const place = `${account} ${person}`;
  if (!newest || document.visibilityState !== "visible" || lookedAt.get(place) === newest) return;
  lookedAt.set(place, newest);
  // Nobody waits for it; what is missed now is looked at with the next message.
  void act("look").catch(() => lookedAt.delete(place));
}

function render(): void {
  if (!state) return;
  document.documentElement.lang = language();
  document.title = t("title");
  offline.textContent = t("offline");
  fill(
    header,
    el("div", {}, el("h1", {}, t("title")), el("p", {}, t("subtitle"))),
    el(
      "button",
      {
        type: "button",
        class: "ghost",
        "data-testid": "language",
        lang: language() === "ja" ? "en" : "ja",
        onclick: () => {
          toggleLanguage();
          render();
        },
      },
      t("language"),
    ),
  );
  const current = state;
  people.render(current);
  chat.render(
    current,
    current.accounts.find((each) => each.channel_id === current.account),
    current.people.find((each) => each.user_id === current.person),
  );
  if (current.person) look(current);
  clock.render(current.clock);
  log.render(current.log);
}

document
  .getElementById("app")!
  .append(
    header,
    offline,
    el("main", {}, people.element, chat.element, el("aside", { class: "side" }, clock.element, log.element)),
  );
listen(
  () => void refresh(),
  (online) => {
    offline.hidden = online;
    if (online) void refresh();
  },
);

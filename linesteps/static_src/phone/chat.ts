// The phone in the middle: the chat of the chosen person.

import { content, type Context } from "./bubbles";
import { el, fill } from "./dom";
import { icon } from "./icons";
import type { AccountView, Line, PersonView, State } from "./server";
import { dayOf, language, t, timeOf } from "./strings";
import { list, object, tappable, type Tap, text } from "./tappable";

export interface ChatActs {
  tap: Tap;
  watch: (trackingId: string) => void;
  follow: () => void;
  block: () => void;
  say: (words: string) => void;
  sticker: () => void;
  image: (file: File) => void;
}

/** The phone; `render` brings it up to date, adding only the bubbles that are new. */
export class Chat {
  readonly element = el("section", { class: "phone", "data-testid": "chat" });
  private readonly head = el("header", { class: "phone-head" });
  private readonly lines = el("div", { class: "lines", role: "log", "aria-live": "polite", tabindex: 0 });
  private readonly quick = el("div", { class: "quick" });
  private readonly foot = el("form", { class: "phone-foot" });
  private input = el("textarea", { rows: 1, "data-testid": "say-input" });
  private shown: string[] = [];
  private showing = "";
  private headKey = "";
  private atEnd = true;

  constructor(private readonly acts: ChatActs) {
    this.element.append(this.head, this.lines, this.quick, this.foot);
    this.lines.addEventListener("scroll", () => {
      this.atEnd = this.lines.scrollHeight - this.lines.scrollTop - this.lines.clientHeight < 120;
    });
    // An image gets its height only when it has come; whoever was at the end stays there.
    this.lines.addEventListener("load", () => this.stayAtEnd(), { capture: true });
    this.foot.addEventListener("submit", (event) => {
      event.preventDefault();
      this.say();
    });
  }

  render(state: State, account: AccountView | undefined, person: PersonView | undefined): void {
    const headKey = JSON.stringify([
      account?.name,
      person?.user_id,
      person?.name,
      person?.status,
      language(),
    ]);
    const fresh = this.showing !== `${state.account} ${state.person} ${language()}`;
    if (headKey !== this.headKey) {
      this.headKey = headKey;
      this.renderHead(account, person);
      this.renderFoot(person, fresh);
    }
    this.showing = `${state.account} ${state.person} ${language()}`;
    this.renderLines(state, account, person, fresh);
    this.renderQuick(state, person);
    this.stayAtEnd();
  }

  private renderHead(account: AccountView | undefined, person: PersonView | undefined): void {
    this.element.setAttribute("aria-label", t("chat"));
    if (!account || !person) {
      fill(this.head, el("h2", {}, account?.name ?? t("chat")));
      return;
    }
    const { status } = person;
    const button = (testid: string, label: string, act: () => void, className: string) =>
      el("button", { type: "button", class: className, "data-testid": testid, onclick: act }, label);
    fill(
      this.head,
      avatar(account.name, "account"),
      el(
        "div",
        { class: "phone-title" },
        el("h2", {}, account.name),
        el("span", {}, t("phone_of", { name: person.name })),
      ),
      status === "stranger" && button("add-friend", t("add_friend"), this.acts.follow, "primary"),
      status === "friend" && button("block", t("block"), this.acts.block, "ghost"),
      status === "blocked" && button("unblock", t("unblock"), this.acts.follow, "primary"),
    );
  }

  private renderFoot(person: PersonView | undefined, fresh: boolean): void {
    const words = fresh ? "" : this.input.value;
    const hadFocus = document.activeElement === this.input;
    const off = !person || person.status === "blocked" || person.status === "deleted";
    this.input = el("textarea", {
      rows: 1,
      "data-testid": "say-input",
      "aria-label": t("say"),
      placeholder: t("say"),
      disabled: off,
      onkeydown: (event) => {
        const key = event as KeyboardEvent;
        // Enter also ends a Japanese conversion; that must not send.
        if (key.key === "Enter" && !key.shiftKey && !key.isComposing) {
          event.preventDefault();
          this.say();
        }
      },
    });
    this.input.value = words;
    const file = el("input", { type: "file", accept: "image/jpeg,image/png", hidden: true });
    file.addEventListener("change", () => {
      const chosen = file.files?.[0];
      if (chosen) this.acts.image(chosen);
      file.value = "";
    });
    const tool = (label: string, sign: SVGSVGElement, act: () => void) =>
      el(
        "button",
        { type: "button", class: "icon", "aria-label": label, title: label, disabled: off, onclick: act },
        sign,
      );
    fill(
      this.foot,
      file,
      tool(t("image"), icon("image"), () => file.click()),
      tool(t("sticker"), icon("smile"), this.acts.sticker),
      this.input,
      el("button", { type: "submit", class: "primary", "data-testid": "say-send", disabled: off }, t("send")),
    );
    if (hadFocus && !off) this.input.focus();
  }

  private say(): void {
    const words = this.input.value.trim();
    if (!words) return;
    this.input.value = "";
    this.acts.say(words);
  }

  private renderLines(
    state: State,
    account: AccountView | undefined,
    person: PersonView | undefined,
    fresh: boolean,
  ): void {
    const ids = state.lines.map((line) => line.id);
    const grows = !fresh && this.shown.length > 0 && this.shown.every((id, index) => ids[index] === id);
    if (!grows) this.lines.replaceChildren();
    const from = grows ? this.shown.length : 0;
    if (grows && from === ids.length) return;
    this.shown = ids;
    if (!account || !person || state.lines.length === 0) {
      this.lines.append(el("p", { class: "empty" }, this.emptyText(account, person)));
      return;
    }
    const context: Context = { coupons: state.coupons, tap: this.acts.tap, watch: this.acts.watch };
    let day = from > 0 ? dayOf(new Date(state.lines[from - 1]!.at)) : "";
    for (const line of state.lines.slice(from)) {
      const lineDay = dayOf(new Date(line.at));
      if (lineDay !== day) this.lines.append(el("div", { class: "day" }, el("span", {}, lineDay)));
      day = lineDay;
      this.lines.append(this.bubble(line, account, person, context));
    }
    if (fresh) this.atEnd = true;
    this.stayAtEnd();
  }

  private stayAtEnd(): void {
    if (this.atEnd) this.lines.scrollTop = this.lines.scrollHeight;
  }

  private bubble(line: Line, account: AccountView, person: PersonView, context: Context): HTMLElement {
    const own = line.sender === "person";
    const sender = object(line.message["sender"]);
    const name = own ? person.name : text(sender["name"]) || account.name;
    return el(
      "article",
      {
        class: `line ${line.sender}`,
        "data-testid": "message",
        "data-type": text(line.message["type"]),
        "aria-label": own ? t("from_person", { name }) : t("from_account", { name }),
      },
      own ? null : avatar(name, "account"),
      content(line, context),
      el("time", { datetime: line.at, title: line.via }, timeOf(new Date(line.at))),
    );
  }

  private emptyText(account: AccountView | undefined, person: PersonView | undefined): string {
    if (!account) return t("no_account");
    if (!person) return t("nobody");
    if (person.status === "friend") return t("empty_friend");
    return t(person.status === "stranger" ? "empty_stranger" : "empty_blocked");
  }

  // LINE shows quick replies with the last message only, until somebody writes or taps.
  private renderQuick(state: State, person: PersonView | undefined): void {
    const last = state.lines[state.lines.length - 1];
    const items = last && last.sender === "account" ? list(object(last.message["quickReply"])["items"]) : [];
    const key = person ? JSON.stringify(items) : "";
    if (this.quick.dataset["key"] === key) return;
    this.quick.dataset["key"] = key;
    this.quick.setAttribute("role", "group");
    this.quick.setAttribute("aria-label", t("quick_replies"));
    fill(
      this.quick,
      ...items.map((item) => {
        const action = object(item["action"]);
        return tappable("quick-button", action, this.acts.tap, text(action["label"]));
      }),
    );
  }
}

const HUES = [12, 32, 96, 158, 190, 214, 250, 284, 330];

/** A round avatar with the first letter, in a colour that follows from the name. */
export function avatar(name: string, kind: "account" | "person"): HTMLElement {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  const node = el("span", { class: `avatar ${kind}`, "aria-hidden": true }, [...name][0] ?? "?");
  node.style.backgroundColor = `hsl(${HUES[sum % HUES.length]} 42% 38%)`;
  return node;
}

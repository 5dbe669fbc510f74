// The phone in the middle: the chat of the chosen person.

import { el } from "../chat/dom";
import type { Drawing, Tap } from "../chat/drawing";
import { icon } from "../chat/icons";
import { list, object, text } from "../chat/json";
import { drawMessage } from "../chat/message";
import { quickReplies } from "../chat/quick";
import { avatar, row } from "../chat/row";
import { fill } from "./fill";
import { Menu } from "./menu";
import type { AccountView, Line, PersonView, State } from "./server";
import { dayOf, language, t, timeOf } from "./strings";

export interface ChatActs {
  tap: Tap;
  watch: (trackingId: string) => void;
  follow: () => void;
  block: () => void;
  scan: () => void;
  say: (words: string) => void;
  sticker: () => void;
  image: (file: File) => void;
}

/** The phone; `render` brings it up to date, adding only the bubbles that are new. */
export class Chat {
  readonly element = el("section", { class: "phone ls-chat", "data-testid": "chat" });
  private readonly head = el("header", { class: "phone-head" });
  private readonly lines = el("div", { class: "lines", role: "log", "aria-live": "polite", tabindex: 0 });
  private readonly quick = el("div", { class: "quick-place" });
  private readonly menu: Menu;
  private readonly foot = el("form", { class: "phone-foot" });
  private input = el("textarea", { rows: 1, "data-testid": "say-input" });
  private shown: string[] = [];
  private showing = "";
  private headKey = "";
  private atEnd = true;

  constructor(private readonly acts: ChatActs) {
    this.menu = new Menu(acts.tap);
    this.element.append(this.head, this.lines, this.quick, this.menu.element, this.foot);
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
    this.menu.render(state.menu, state.person, language());
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
      avatar(account.name, "avatar account"),
      el(
        "div",
        { class: "phone-title" },
        el("h2", {}, account.name),
        el("span", {}, t("phone_of", { name: person.name })),
      ),
      status !== "deleted" && button("scan", t("scan"), this.acts.scan, "ghost"),
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
      tool(t("send_sticker"), icon("smile"), this.acts.sticker),
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
    const drawing = this.drawing(state);
    let day = from > 0 ? dayOf(new Date(state.lines[from - 1]!.at)) : "";
    for (const line of state.lines.slice(from)) {
      const lineDay = dayOf(new Date(line.at));
      if (lineDay !== day) this.lines.append(el("div", { class: "ls-chat__date" }, lineDay));
      day = lineDay;
      this.lines.append(this.bubble(line, account, person, drawing));
    }
    if (fresh) this.atEnd = true;
    this.stayAtEnd();
  }

  private stayAtEnd(): void {
    if (this.atEnd) this.lines.scrollTop = this.lines.scrollHeight;
  }

  private drawing(state: State): Drawing {
    return { t, day: dayOf, coupons: state.coupons, tap: this.acts.tap, watch: this.acts.watch };
  }

  private bubble(line: Line, account: AccountView, person: PersonView, drawing: Drawing): HTMLElement {
    const isOwn = line.sender === "person";
    const sender = object(line.message["sender"]);
    const name = isOwn ? person.name : text(sender["name"]) || account.name;
    const attributes = {
      "data-testid": "message",
      "data-type": text(line.message["type"]),
      "aria-label": isOwn ? t("from_person", { name }) : t("from_account", { name }),
    };
    const time = timeOf(new Date(line.at));
    return row(drawMessage(line.message, drawing), {
      isOwn,
      name: account.name,
      sender,
      time,
      at: line.at,
      attributes,
    });
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
    const message = person && last?.sender === "account" ? last.message : {};
    const key = JSON.stringify(list(object(message["quickReply"])["items"]));
    if (this.quick.dataset["key"] === key) return;
    this.quick.dataset["key"] = key;
    fill(this.quick, quickReplies(message, this.drawing(state)));
  }
}

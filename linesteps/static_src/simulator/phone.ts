// The conversation on the phone: what arrived, what the person said, and where to write.

import { el } from "../chat/dom";
import { dayIn, type Drawing } from "../chat/drawing";
import { type Json, object } from "../chat/json";
import { drawMessage } from "../chat/message";
import { quickReplies } from "../chat/quick";
import { row } from "../chat/row";
import { transcript } from "../chat/transcript";
import { happening } from "./happening";
import type { Act, Happening, Shown, Simulation, Words } from "./types";

export class Phone {
  readonly element: HTMLElement;
  /** LINE's coupons by id, and who sends. */
  coupons: Record<string, Json> = {};
  account = "";
  private readonly who = el("span", { class: "ls-trial__whose" });
  private readonly lines = el("div", {
    class: "ls-trial__lines",
    role: "log",
    "aria-live": "off",
    tabindex: 0,
  });
  private readonly quick = el("div");
  private readonly input: HTMLInputElement;
  private readonly sendButton: HTMLButtonElement;
  private readonly blockButton: HTMLButtonElement;
  private shown: string[] = [];
  private isFriend = true;

  constructor(
    private readonly t: Words,
    private readonly act: (act: Act) => void,
  ) {
    this.lines.setAttribute("aria-label", t("conversation"));
    this.input = el("input", {
      type: "text",
      maxlength: 5000,
      "aria-label": t("say"),
      placeholder: t("say"),
    });
    this.sendButton = el(
      "button",
      { type: "button", class: "ls-trial__say", onclick: () => this.say() },
      t("send"),
    );
    this.input.addEventListener("keydown", (event) => {
      // Enter would submit the scenario's form, which is around us; while kana are being converted it chooses.
      if (event.key !== "Enter") return;
      event.preventDefault();
      if (!event.isComposing) this.say();
    });
    this.blockButton = el("button", {
      type: "button",
      class: "ls-trial__block",
      onclick: () => this.act({ act: this.isFriend ? "block" : "unblock" }),
    });
    this.element = el(
      "section",
      { class: "ls-trial__phone ls-chat", "aria-label": t("conversation") },
      el("header", {}, this.who, this.blockButton),
      this.lines,
      this.quick,
      el("div", { class: "ls-trial__foot" }, this.input, this.sendButton),
      happening(t, act),
    );
  }

  /** Only what is new is added; the drawer tells screen readers of it. */
  draw(found: Simulation, name: string): void {
    const { t } = this;
    this.isFriend = found.is_friend;
    this.who.textContent = name;
    this.blockButton.textContent = found.is_friend ? t("block") : t("unblock");
    this.input.disabled = this.sendButton.disabled = !found.is_friend;
    const events = found.events.filter((one) => one.messages.length > 0 || one.said);
    const keys = events.map((one) => JSON.stringify(one));
    const same = this.shown.every((key, number) => keys[number] === key);
    if (!same || this.shown.length === 0) this.lines.replaceChildren();
    let day = -1;
    events.forEach((one, number) => {
      const isNew = !same || number >= this.shown.length;
      if (isNew && one.day !== day) this.lines.append(this.date(one));
      day = one.day;
      if (isNew) this.lines.append(...this.rows(one));
    });
    this.shown = keys;
    if (events.length === 0)
      this.lines.replaceChildren(
        el("p", { class: "ls-chat__date" }, found.is_friend ? t("empty") : t("blocked")),
      );
    const last = events.at(-1)?.messages.at(-1);
    const replies = last && found.is_friend ? quickReplies(last.message, this.drawing(last)) : null;
    this.quick.replaceChildren(...(replies ? [replies] : []));
    this.lines.scrollTop = this.lines.scrollHeight;
  }

  /** A message in plain words. */
  read(shown: Shown): string {
    return transcript(shown.message, this.drawing(shown));
  }

  clear(): void {
    this.shown = [];
    this.lines.replaceChildren();
    this.quick.replaceChildren();
  }

  /** What can be tapped carries its number from the server. */
  private drawing({ number, message }: Shown): Drawing {
    const { t, coupons } = this;
    const day = dayIn(document.documentElement.lang);
    const tap = (action: Json): void => {
      if (typeof action["link"] === "number") this.act({ act: "tap", message: number, link: action["link"] });
      else if (typeof action["tap"] === "number")
        this.act({ act: "tap", message: number, button: action["tap"] });
    };
    const watch = (): void => tap(message);
    return { t, day, coupons, tap, watch };
  }

  private date(one: Happening): HTMLElement {
    const { t } = this;
    const day = one.day === 0 ? t("firstDay") : t("day", { n: one.day });
    return el("p", { class: "ls-chat__date" }, `${day} · ${one.when}`);
  }

  private rows(one: Happening): HTMLElement[] {
    const { at, clock: time } = one;
    const own = one.said
      ? [row(el("div", { class: "ls-chat__text", dir: "auto" }, one.said), { isOwn: true, at, time })]
      : [];
    const arrived = one.messages.map((shown) =>
      row(drawMessage(shown.message, this.drawing(shown)), {
        name: this.account,
        sender: object(shown.message["sender"]),
        at,
        time,
      }),
    );
    return [...own, ...arrived];
  }

  private say(): void {
    const text = this.input.value.trim();
    if (!text) return;
    this.input.value = "";
    this.act({ act: "say", text });
  }
}

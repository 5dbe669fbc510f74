// The conversation on the phone: what arrived, what the person said, and where to write.

import { el } from "../phone/dom";
import { bubble, type Context, quickReplies } from "./bubbles";
import type { Happening, Simulation } from "./types";

export class Phone {
  readonly element: HTMLElement;
  private readonly lines = el("div", { class: "lines", role: "log", "aria-live": "polite", tabindex: 0 });
  private readonly quick = el("div", { class: "quick-place" });
  private readonly input: HTMLInputElement;
  private readonly sendButton: HTMLButtonElement;
  private readonly blockButton: HTMLButtonElement;
  private shown: string[] = [];
  private isFriend = true;

  constructor(private readonly context: Context) {
    const { t } = context;
    this.lines.setAttribute("aria-label", t("conversation"));
    this.input = el("input", {
      type: "text",
      maxlength: 5000,
      "aria-label": t("say"),
      placeholder: t("say"),
    });
    this.sendButton = el(
      "button",
      { type: "button", class: "say-button", onclick: () => this.say() },
      t("send"),
    );
    this.input.addEventListener("keydown", (event) => {
      // Enter would submit the scenario's form, which is around us; while kana are being converted it chooses.
      if (event.key !== "Enter") return;
      event.preventDefault();
      if (!event.isComposing) this.say();
    });
    this.blockButton = el("button", { type: "button", class: "block-button", onclick: () => this.block() });
    this.element = el(
      "section",
      { class: "ls-trial__phone", "aria-label": t("conversation") },
      el("header", {}, el("span", { class: "who" }), this.blockButton),
      this.lines,
      this.quick,
      el("div", { class: "foot" }, this.input, this.sendButton),
    );
  }

  /** Only what is new is added, so that a screen reader says only that. */
  draw(found: Simulation, name: string): void {
    const { t } = this.context;
    this.isFriend = found.is_friend;
    this.element.querySelector(".who")!.textContent = name;
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
      if (isNew) this.lines.append(...this.line(one));
    });
    this.shown = keys;
    if (events.length === 0)
      this.lines.replaceChildren(el("p", { class: "empty" }, found.is_friend ? t("empty") : t("blocked")));
    const last = events.at(-1)?.messages.at(-1);
    const replies = last && found.is_friend ? quickReplies(last, this.context) : null;
    this.quick.replaceChildren(...(replies ? [replies] : []));
    this.lines.scrollTop = this.lines.scrollHeight;
  }

  clear(): void {
    this.shown = [];
    this.lines.replaceChildren();
    this.quick.replaceChildren();
  }

  private date(one: Happening): HTMLElement {
    const { t } = this.context;
    const day = one.day === 0 ? t("firstDay") : t("day", { n: one.day });
    return el("p", { class: "date" }, `${day} · ${one.when}`);
  }

  private line(one: Happening): HTMLElement[] {
    const said = one.said ? [el("div", { class: "line own" }, el("div", { class: "text" }, one.said))] : [];
    const arrived = one.messages.map((message, number) =>
      el(
        "div",
        { class: "line" },
        bubble(message, this.context),
        number === one.messages.length - 1 ? el("time", { datetime: one.at }, one.clock) : null,
      ),
    );
    return [...said, ...arrived];
  }

  private say(): void {
    const text = this.input.value.trim();
    if (!text) return;
    this.input.value = "";
    this.context.act({ act: "say", text });
  }

  private block(): void {
    this.context.act({ act: this.isFriend ? "block" : "unblock" });
  }
}

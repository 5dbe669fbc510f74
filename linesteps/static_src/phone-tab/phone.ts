// The phone in the inspector: the draft as the conversation of one friend, as fresh as the builder.

import type { PublicBuilder } from "../builder/outside";
import { el } from "../chat/dom";
import { dayIn, type Drawing } from "../chat/drawing";
import { transcript } from "../chat/transcript";
import { type Acts, drawItem, type Item } from "../preview/conversation";
import { Refused, type Server } from "../simulator/server";
import { Look } from "./look";
import { Sample } from "./sample";
import { Scrubber } from "./scrubber";
import { Testing } from "./testing";
import type { Answer, Words } from "./types";

const REFRESH_MS = 250;

export class Phone {
  private readonly sample: Sample;
  private readonly scrubber: Scrubber;
  private readonly who = el("header", { class: "ls-phone__head" });
  private readonly talk = el("div", { class: "ls-talk", tabindex: 0, role: "region" });
  private readonly message = el("p", { class: "ls-phone__message", role: "status" });
  private readonly text = el("ol", { class: "ls-phone__text" });
  private readonly drawn = new Map<string, HTMLElement>();
  private readonly acts: Acts;
  private readonly testing: Testing | null;
  private shown: Answer | null = null;
  /** The way that was chosen at each branch. */
  private ways: Record<string, string> = {};
  private asked = "";
  private question = 0;
  private waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(
    place: HTMLElement,
    private readonly builder: PublicBuilder,
    private readonly server: Server,
    private readonly t: Words,
    mayTest: boolean,
  ) {
    this.testing = mayTest ? new Testing(t, server, builder, () => this.hasMessages()) : null;
    this.acts = {
      open: (step) => builder.select(step),
      openLabel: (item) => t("open", { step: item.text }),
      take: (step, port) => {
        this.ways = { ...this.ways, [step]: port };
        void this.refresh();
      },
      takeLabel: (item) => t("wayOf", { step: item.text }),
    };
    this.sample = new Sample(t, server, () => void this.refresh());
    this.scrubber = new Scrubber(t, () => this.showTime(true));
    this.talk.setAttribute("aria-label", t("conversation"));
    const frame = el("div", { class: "ls-phone__frame ls-chat" }, this.who, this.talk);
    const room = el("div", { class: "ls-phone__room" }, frame);
    const read = el("details", { class: "ls-phone__read" }, el("summary", {}, t("transcript")), this.text);
    place.append(
      el("div", { class: "ls-phone__bar" }, this.sample.element, new Look(t, frame, room).element),
      this.message,
      room,
      this.scrubber.element,
      read,
      this.testing?.element ?? "",
    );
    if (this.testing) this.addTestButton(this.testing);
    builder.on((topic) => {
      if (topic === "steps" || topic === "cards") this.refreshSoon();
      else if (topic === "selection" || topic === "tab") this.onTurn();
    });
    this.onTurn();
  }

  /** Among the acts of the step: on to the phone, where a test is sent from. */
  private addTestButton(testing: Testing): void {
    const open = (): void => {
      this.builder.showPhone();
      testing.open();
    };
    const attributes = { type: "button", class: "ls-button ls-button--words ls-phone__begin" };
    this.builder.acts.append(el("button", { ...attributes, onclick: open }, this.t("test")));
  }

  /** Whether the selected step sends something; without an answer yet, the server will say. */
  private hasMessages(): boolean {
    const selected = this.builder.selected();
    const item = this.shown?.items.find((one) => one.step === selected);
    return !this.shown || (item?.messages.length ?? 0) > 0;
  }

  // -- asking --

  private onTurn(): void {
    if (!this.builder.isPhoneShown()) {
      this.scrubber.pause();
      return;
    }
    void this.sample.load().catch(() => this.say(this.t("failed")));
    if (this.shown && this.isOnWay()) {
      this.refreshSoon();
      this.showSelected(true);
    } else void this.refresh(this.builder.selected() ?? "");
  }

  private refreshSoon(): void {
    clearTimeout(this.waiting);
    if (this.builder.isPhoneShown()) this.waiting = setTimeout(() => void this.refresh(), REFRESH_MS);
  }

  /** @param via a step that shall be seen, whatever ways were chosen before */
  private async refresh(via = ""): Promise<void> {
    clearTimeout(this.waiting);
    const data = { persona: this.sample.who, ways: this.ways, via };
    const asked = JSON.stringify([this.server.draft(), data]);
    if (asked === this.asked) return;
    this.asked = asked;
    const mine = ++this.question;
    try {
      const answer = await this.server.post<Answer>("conversation", data);
      if (mine !== this.question) return;
      this.say("");
      this.draw(answer);
      if (via) this.showSelected(true);
    } catch (error) {
      if (mine !== this.question) return;
      this.asked = "";
      this.say(error instanceof Refused ? error.message : this.t("failed"));
    }
  }

  private say(words: string): void {
    this.message.textContent = words;
  }

  // -- drawing --

  private draw(answer: Answer): void {
    const { t } = this;
    const isSame = this.shown?.account === answer.account && same(this.shown.coupons, answer.coupons);
    if (!isSame) this.drawn.clear();
    this.shown = answer;
    for (const item of answer.items) if (item.kind === "branch") this.ways[item.step] = item.port;
    this.who.textContent = answer.account;
    const drawing: Drawing = {
      t,
      day: dayIn(document.documentElement.lang),
      coupons: answer.coupons,
    };
    // What did not change stays, with its focus and its pictures.
    const elements = answer.items.map((item) => {
      const key = JSON.stringify(item);
      return [key, this.drawn.get(key) ?? drawItem(item, answer.account, drawing, this.acts)] as const;
    });
    this.drawn.clear();
    for (const [key, element] of elements) this.drawn.set(key, element);
    replace(
      this.talk,
      elements.map(([, element]) => element),
    );
    this.text.replaceChildren(...answer.items.map((item) => this.read(item, drawing)));
    this.scrubber.set(answer.items, answer.days);
    this.showTime(false);
    this.showSelected(false);
  }

  private read(item: Item, drawing: Drawing): HTMLElement {
    const way = item.ways.find(({ port }) => port === item.port);
    const words = item.messages.map((message) =>
      message["type"] === "todo"
        ? `${this.t("unfinished")}: ${String(message["text"])}`
        : transcript(message, drawing),
    );
    const said = item.messages.length > 0 ? words : [way ? `${item.text} → ${way.label}` : item.text];
    return el(
      "li",
      {},
      el("strong", {}, item.heading),
      ...said.map((line) => el("p", { dir: "auto" }, line)),
    );
  }

  /** Only what has happened by the time on the clock is to be seen. */
  private showTime(scroll: boolean): void {
    if (!this.shown) return;
    const { seconds } = this.scrubber;
    let last: HTMLElement | null = null;
    this.shown.items.forEach((item, number) => {
      const element = this.talk.children[number] as HTMLElement;
      element.hidden = item.seconds > seconds;
      if (!element.hidden) last = element;
    });
    if (scroll) this.reveal(last, "end");
  }

  private isOnWay(): boolean {
    const selected = this.builder.selected();
    return !selected || (this.shown?.passed.includes(selected) ?? false);
  }

  /** The bubbles of the selected step; of a wait, those that it leads to. */
  private showSelected(scroll: boolean): void {
    const { shown, talk } = this;
    const selected = this.builder.selected();
    if (!shown) return;
    const from = shown.passed.indexOf(selected ?? "");
    const behind = new Set(from < 0 ? [] : shown.passed.slice(from));
    const number = shown.items.findIndex((item) => behind.has(item.step));
    [...talk.children].forEach((element, at) => {
      const isSelected = at === number && shown.items[at]?.step === selected;
      element.classList.toggle("ls-talk__item--selected", isSelected);
      if (isSelected) element.setAttribute("aria-current", "step");
      else element.removeAttribute("aria-current");
    });
    this.testing?.refresh();
    this.say(selected && from < 0 && shown.passed.length > 0 ? this.t("notHere") : "");
    const item = shown.items[number];
    if (!scroll || !item) return;
    this.scrubber.reach(item.seconds);
    this.reveal(talk.children[number] as HTMLElement, "start");
  }

  private reveal(element: HTMLElement | null, place: "start" | "end"): void {
    if (!element) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const { talk } = this;
    // By rectangles, since the phone may be drawn smaller than it is.
    const [box, around] = [element.getBoundingClientRect(), talk.getBoundingClientRect()];
    const zoom = around.height / talk.offsetHeight || 1;
    const top = talk.scrollTop + (box.top - around.top) / zoom - 8;
    const bottom = top + box.height / zoom - talk.clientHeight + 16;
    // A group that is higher than the phone is shown from its beginning.
    const goal = place === "start" ? top : Math.min(top, bottom);
    talk.scrollTo({ top: Math.max(0, goal), behavior: calm ? "auto" : "smooth" });
  }
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Puts the elements into the place in this order, moving as few as it can. */
function replace(place: HTMLElement, elements: HTMLElement[]): void {
  const wanted = new Set(elements);
  for (const child of [...place.children]) if (!wanted.has(child as HTMLElement)) child.remove();
  elements.forEach((element, number) => {
    if (place.children[number] !== element) place.insertBefore(element, place.children[number] ?? null);
  });
}

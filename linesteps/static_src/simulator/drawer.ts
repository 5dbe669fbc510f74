// The drawer: who and when, the clock, the phone, what happened and why, and how much was tried.

import { el } from "../chat/dom";
import { Checks } from "./checks";
import { Person } from "./person";
import { Phone } from "./phone";
import { builder, keepTried, Refused, type Server } from "./server";
import type { Act, Check, Happening, Played, Simulation, Start, ToMend, Words } from "./types";

const REPLAY_MS = 600;
/** What stands in the phone need not be told again in full. */
const QUIET = new Set(["did"]);

export class Drawer {
  readonly element: HTMLElement;
  private readonly person: Person;
  private readonly phone: Phone;
  private readonly checks: Checks;
  private readonly clock = el("p", { class: "ls-trial__now" });
  /** What happened, for screen readers. */
  private readonly told = el("p", { class: "ls-trial__told", role: "status", "aria-live": "polite" });
  /** What another system does that is asked: nobody is called in a trial. */
  private readonly asked = el("div", { class: "ls-trial__asked", role: "group", hidden: true });
  private readonly message = el("p", { class: "ls-trial__message", role: "status" });
  private readonly mend = el("div", { class: "ls-trial__mend", role: "alert" });
  private readonly story = el("ol", { class: "ls-trial__story" });
  private readonly meter = el("div", { class: "ls-trial__meter" });
  private readonly until: HTMLInputElement;
  private readonly buttons: Record<"next" | "back" | "restart", HTMLButtonElement>;
  private readonly tried = new Set<string>();
  private script: Act[] = [];
  private heard: string[] = [];
  private question = 0;
  private replaying: ReturnType<typeof setTimeout> | undefined;

  constructor(
    start: Start,
    private readonly server: Server,
    private readonly t: Words,
    private readonly onClose: () => void,
  ) {
    this.person = new Person(t, server, () => void this.restart());
    this.phone = new Phone(t, (act) => void this.act(act));
    this.checks = new Checks(t, server, start.mayKeep, {
      trial: () => ({ persona: this.person.who, start: this.person.start.value, script: this.script }),
      play: (check) => void this.load(check),
      problems: (found) => this.drawProblems(found),
      say: (words) => this.say(words),
    });
    this.until = el("input", { type: "datetime-local", "aria-label": t("until") });
    this.buttons = {
      next: this.button(t("nextEvent"), () => void this.act({ act: "next" }), "button button-small"),
      back: this.button(t("back"), () => void this.back()),
      restart: this.button(t("restart"), () => void this.restart()),
    };
    this.element = this.build();
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.isComposing) {
        event.stopPropagation();
        this.onClose();
      }
    });
  }

  /** Shown for the first time, or again. */
  async open(): Promise<void> {
    this.element.hidden = false;
    this.heard = [];
    this.buttons.next.focus();
    try {
      await this.person.load();
    } catch {
      this.say(this.t("failed"));
      return;
    }
    await this.play();
  }

  /** The draft has changed: play the same acts on it. */
  replaySoon(): void {
    clearTimeout(this.replaying);
    if (!this.element.hidden) this.replaying = setTimeout(() => void this.play(), REPLAY_MS);
  }

  // -- building --

  private button(
    label: string,
    act: () => void,
    className = "button button-small button-secondary",
  ): HTMLButtonElement {
    return el("button", { type: "button", class: className, onclick: act }, label);
  }

  private build(): HTMLElement {
    const { t, buttons } = this;
    const close = el("button", { type: "button", class: "ls-trial__close", "aria-label": t("close"), title: t("close"), onclick: () => this.onClose() }, "×"); // prettier-ignore
    const go = this.button(t("go"), () => {
      if (this.until.value) void this.act({ act: "until", at: this.until.value });
    });
    this.until.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      go.click();
    });
    return el(
      "aside",
      { class: "ls-trial", role: "dialog", "aria-labelledby": "ls-trial-title", hidden: true },
      el(
        "header",
        { class: "ls-trial__head" },
        el(
          "div",
          {},
          el("h2", { id: "ls-trial-title" }, t("title")),
          el("p", { class: "ls-trial__note" }, t("note")),
        ),
        close,
        this.meter,
      ),
      this.person.element,
      el(
        "div",
        { class: "ls-trial__time", role: "group", "aria-label": t("time") },
        buttons.next,
        this.button(t("hour"), () => void this.act({ act: "pass", hours: 1 })),
        this.button(t("dayLong"), () => void this.act({ act: "pass", hours: 24 })),
        buttons.back,
        buttons.restart,
        el("span", { class: "ls-trial__until" }, this.until, go),
      ),
      this.clock,
      this.asked,
      this.told,
      this.message,
      this.mend,
      el(
        "div",
        { class: "ls-trial__both" },
        this.phone.element,
        el("section", { class: "ls-trial__why" }, el("h3", {}, t("decisions")), this.story),
      ),
      this.checks.element,
    );
  }

  // -- acts --

  private async act(act: Act): Promise<void> {
    this.script = [...this.script, act];
    await this.play();
  }

  private async back(): Promise<void> {
    this.script = this.script.slice(0, -1);
    await this.play();
  }

  private async restart(): Promise<void> {
    this.script = [];
    await this.play();
  }

  private async load(check: Check): Promise<void> {
    this.person.put(check.persona, check.start);
    this.script = [...check.script];
    await this.play();
  }

  /** Everything is played from the beginning each time: the server keeps nothing. */
  private async play(): Promise<void> {
    clearTimeout(this.replaying);
    const mine = ++this.question;
    const data = { persona: this.person.who, start: this.person.start.value, script: this.script };
    this.element.setAttribute("aria-busy", "true");
    try {
      const answer = await this.server.post<Played>("simulate", data);
      if (mine !== this.question) return;
      this.mend.replaceChildren();
      if (answer.problems) this.drawProblems(answer.problems);
      if (answer.simulation) this.draw(answer.simulation, answer);
    } catch (error) {
      if (mine === this.question) this.say(error instanceof Refused ? error.message : this.t("failed"));
    } finally {
      if (mine === this.question) this.element.removeAttribute("aria-busy");
    }
  }

  // -- showing --

  private say(words: string): void {
    this.message.textContent = words;
  }

  private draw(found: Simulation, { coupons, account }: Played): void {
    const { t } = this;
    this.phone.coupons = coupons ?? {};
    this.phone.account = account ?? "";
    // An act that could not be done is forgotten, so that the next one is not refused for it.
    this.script = this.script.slice(0, found.played);
    this.say(found.stopped);
    this.person.start.value ||= found.start;
    this.person.summary.textContent = `${this.person.name} · ${found.start_text}`;
    this.until.min = this.until.value = found.now_local;
    this.buttons.next.disabled = !found.next_at;
    this.buttons.back.disabled = this.script.length === 0;
    const next = found.next_at ? t("next", { when: found.next_text }) : t("nothingNext");
    const day = found.day === 0 ? t("firstDay") : t("day", { n: found.day });
    this.clock.replaceChildren(
      el("strong", {}, `${t("now")}: ${found.now_text}`),
      el("span", {}, day),
      el("span", {}, next),
    );
    this.drawAsked(found.asked);
    this.phone.draw(found, this.person.name);
    this.tell(found, next);
    this.drawStory(found.events);
    this.drawMeter(found);
    document.body.style.setProperty(
      "--ls-here",
      JSON.stringify(t("here", { name: this.person.name || t("someone") })),
    );
    builder()?.highlight(found.step_id || null);
  }

  /** What is new since the last time; after “back”, where the clock stands. */
  private tell(found: Simulation, next: string): void {
    const before = this.heard;
    this.heard = found.events.map((one) => `${one.at} ${one.kind} ${one.text}`);
    const isLonger = before.every((words, number) => this.heard[number] === words);
    const news = isLonger ? found.events.slice(before.length) : [];
    const words = news.flatMap((one) => [one.text, ...one.messages.map((shown) => this.phone.read(shown))]);
    this.told.textContent = [found.now_text, ...words, next].join(" ");
  }

  private drawStory(events: Happening[]): void {
    let when = "";
    const rows = events.map((one, number) => {
      const time = one.when === when ? null : el("time", { datetime: one.at }, one.when);
      when = one.when;
      const words = el("span", {}, one.text);
      const show = (): void => builder()?.highlight(one.step_id);
      const text =
        one.step_id && builder()
          ? el("button", { type: "button", title: this.t("showStep"), onclick: show }, one.text)
          : words;
      const cost = one.kind === "message" && one.via !== "reply" ? "counted" : "";
      const isLast = number === events.length - 1;
      const className = `${one.kind} ${cost} ${QUIET.has(one.kind) ? "quiet" : ""}`.trim();
      return el("li", { class: className, "aria-current": isLast ? "step" : null }, time, text);
    });
    this.story.replaceChildren(...rows);
    this.story.scrollTop = this.story.scrollHeight;
  }

  /** The buttons go with the question, so the focus goes on to what is pressed next. */
  private drawAsked(system: string): void {
    const { t, asked } = this;
    const hadFocus = asked.contains(document.activeElement);
    const answer = (in_time: boolean) => (): void => void this.act({ act: "answer", in_time });
    const words = t("asked", { name: system });
    asked.hidden = !system;
    asked.setAttribute("aria-label", words);
    asked.replaceChildren(
      el("p", {}, words),
      this.button(t("answers"), answer(true)),
      this.button(t("answersNot"), answer(false)),
    );
    if (hadFocus) (system ? asked.querySelector("button") : this.buttons.next)?.focus();
  }

  private drawMeter(found: Simulation): void {
    const { t, tried } = this;
    for (const [step, port] of found.visited) tried.add(`${step} ${port}`).add(step);
    keepTried(tried);
    const isByPath = found.paths.length > 0;
    const all = isByPath
      ? found.paths.map((one) => ({ key: `${one.step_id} ${one.port}`, label: one.label }))
      : found.steps.map((one) => ({ key: one.step_id, label: one.title }));
    const left = all.filter((one) => !tried.has(one.key));
    const values = { done: all.length - left.length, all: all.length };
    const words = t(isByPath ? "paths" : "steps", values);
    const title = left.length ? `${t("pathsLeft")}: ${left.map((one) => one.label).join(" / ")}` : "";
    this.meter.replaceChildren(
      el("label", {}, words, el("meter", { min: 0, max: all.length, value: values.done })),
      left.length ? el("small", { title }, title) : "",
    );
  }

  private drawProblems(found: ToMend[]): void {
    const rows = found.map((one) => {
      const words = `${one.where} ${one.text}`;
      const show = (): void => builder()?.highlight(one.step_id);
      return el(
        "li",
        {},
        one.step_id && builder() ? el("button", { type: "button", onclick: show }, words) : words,
      );
    });
    this.say("");
    this.phone.clear();
    this.story.replaceChildren();
    this.clock.replaceChildren();
    this.asked.hidden = true;
    this.mend.replaceChildren(el("p", {}, this.t("problems")), el("ul", {}, ...rows));
  }
}

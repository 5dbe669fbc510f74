// The form of one step, drawn by Wagtail. Its fields are read by the server, which gives the value back.
//
// The fields are part of the page's form, so that a save in the middle of typing has them. While they
// say the same as the steps, they are kept out of what is posted: to look at a step is no edit.

import type { Builder } from "./builder";
import { putCaret } from "./caret";
import { el, iconButton } from "./dom";
import { Head } from "./head";
import { bare, pathsOf } from "./model";
import type { Server } from "./server";
import { Counts } from "./counts";
import { Shelf } from "./shelf";
import { Tabs } from "./tabs";
import type { Plain } from "./types";
import { Forms, nestErrors } from "./wagtail";

const READ_MS = 300;
const FOLLOW_MS = 200;

export interface InspectorActions {
  close(): void;
  act(name: "duplicate" | "copy" | "moveUp" | "moveDown" | "moveTo" | "delete" | "addAfter"): void;
}

export class Inspector {
  readonly element: HTMLElement;
  readonly tabs: Tabs;
  /** What can be done with the step. */
  readonly acts: HTMLElement;
  /** The place of the phone; its own script draws it (static_src/phone-tab). */
  readonly phone = el("div", { class: "ls-inspector__phone", tabindex: -1 });
  private readonly head: Head;
  private readonly body = el("div", { class: "ls-inspector__form" });
  private readonly counts: Counts;
  private readonly shelf: Shelf;
  private readonly prefix: string;
  private mounted: { id: string; type: string; base: string; known: string; focus: () => void } | null = null;
  private wanted: string | null = null;
  private isCollecting = false;
  private reading: ReturnType<typeof setTimeout> | undefined;
  private following: ReturnType<typeof setTimeout> | undefined;
  private exchange: Promise<void> = Promise.resolve();
  private wantsFocus = false;

  constructor(
    private readonly builder: Builder,
    private readonly server: Server,
    private readonly forms: Forms,
    private readonly form: HTMLFormElement | null,
    actions: InspectorActions,
  ) {
    this.prefix = builder.start.openPrefix;
    this.head = new Head(builder, () => actions.close());
    this.counts = new Counts(server, () => builder.account, builder.t("matching"));
    const act = (name: Parameters<InspectorActions["act"]>[0], sign: string): HTMLButtonElement =>
      iconButton(sign, builder.t(name), () => actions.act(name));
    this.acts = el(
      "div",
      { class: "ls-inspector__acts", role: "group", "aria-label": builder.t("tools") },
      act("addAfter", "plus"),
      act("moveUp", "arrow-up"),
      act("moveDown", "arrow-down"),
      act("moveTo", "redirect"),
      act("duplicate", "copy"),
      act("copy", "clipboard-list"),
      act("delete", "bin"),
    );
    const settings = el(
      "div",
      { class: "ls-inspector__settings" },
      this.acts,
      this.head.problems,
      this.counts.element,
      this.body,
    );
    const labels = { settings: builder.t("settingsTab"), phone: builder.t("phoneTab") };
    const panels = { settings, phone: this.phone };
    this.tabs = new Tabs(builder.t("inspector"), labels, panels, () => builder.turnedTo());
    this.element = el(
      "section",
      { class: "ls-inspector", "aria-label": builder.t("inspector") },
      ...this.head.elements,
      this.tabs.element,
      settings,
      this.phone,
    );
    for (const type of ["input", "change"]) this.body.addEventListener(type, () => this.readSoon());
    new MutationObserver(() => {
      this.shelf.dress();
      this.readSoon();
    }).observe(this.body, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: ["value"],
    });
    this.shelf = new Shelf(builder, server, {
      body: this.body,
      prefix: this.prefix,
      step: () => this.builder.spot(this.mounted?.id ?? null)?.step,
      settle: () => this.settle(),
      focusNext: () => this.focusNext(),
    });
    form?.addEventListener("formdata", (event) => this.onFormData(event));
    builder.settle = () => this.settle();
  }

  /** Whether the keyboard goes into a form that is not there yet: what is typed is meant for it. */
  get awaitsFocus(): boolean {
    return this.wantsFocus && this.wanted !== null && this.mounted?.id !== this.wanted;
  }

  // -- showing --

  /** Draws what is selected; soon, when somebody is only walking by. */
  show(): void {
    const spot = this.builder.isOpen ? this.builder.spot(this.builder.selected) : undefined;
    this.element.hidden = !spot;
    if (!spot) {
      this.close();
      return;
    }
    this.showHead(spot.step);
    if (this.wanted === spot.step.id) {
      this.refresh(spot.step);
      if (this.wantsFocus && this.mounted?.id === spot.step.id) this.takeFocus();
      return;
    }
    this.wanted = spot.step.id;
    this.element.setAttribute("aria-busy", "true");
    clearTimeout(this.following);
    this.following = setTimeout(() => void this.mount(spot.step.id), this.wantsFocus ? 0 : FOLLOW_MS / 4);
  }

  showHead(step: Plain): void {
    this.head.show(step);
    const labels = this.builder.card(step).paths.map((path) => path.label);
    this.counts.follow(step, labels);
  }

  /** Puts the caret into the first field of what is shown next. */
  focusNext(): void {
    this.tabs.show("settings", false);
    this.wantsFocus = true;
  }

  private takeFocus(): void {
    this.wantsFocus = false;
    const step = this.builder.spot(this.mounted?.id ?? null)?.step;
    const problems = step ? this.builder.card(step).problems : [];
    if (!putCaret(this.body, this.prefix, problems)) this.element.querySelector("button")?.focus();
  }

  private close(): void {
    if (this.wanted === null) return;
    clearTimeout(this.following);
    this.wanted = null;
    void this.leave();
  }

  private clear(): void {
    this.mounted = null;
    this.body.replaceChildren();
  }

  /**
   * Takes the form away once the steps have what it says; until then it stays a part of what is saved.
   * When the server does not answer, it stays for good, and the answer is false.
   */
  private async leave(): Promise<boolean> {
    const { mounted } = this;
    for (let tries = 0; tries < 3; tries++) await this.settle();
    if (!mounted || this.mounted !== mounted) return true;
    if (this.builder.spots.has(mounted.id) && this.words() !== mounted.known) {
      this.wanted = mounted.id;
      this.builder.select(mounted.id, true);
      return false;
    }
    this.clear();
    return true;
  }

  private async mount(id: string): Promise<void> {
    try {
      await this.bring(id);
    } finally {
      if (this.wanted === id || this.wanted === this.mounted?.id)
        this.element.setAttribute("aria-busy", "false");
    }
  }

  private async bring(id: string): Promise<void> {
    if (!(await this.leave())) return;
    const step = this.builder.spot(id)?.step;
    if (!step || this.wanted !== id) return;
    if (!this.forms.has(step.type)) {
      this.body.replaceChildren(el("p", { class: "help" }, this.builder.t("lost")));
      return;
    }
    const waiting = setTimeout(() => {
      if (this.wanted === id && !this.mounted)
        this.body.replaceChildren(el("p", { class: "ls-inspector__wait" }, this.builder.t("loading")));
    }, 400);
    try {
      const state = await this.server.state(step.type, step.value);
      const now = this.builder.spot(id)?.step;
      if (this.wanted !== id || !now) return;
      if (bare(now.value) !== bare(step.value)) return await this.bring(id);
      const place = el("div");
      const hidden = el("input", { type: "hidden", name: `${this.prefix}-id`, value: id });
      this.body.replaceChildren(hidden, place);
      // A list of steps leaves out the one that it belongs to.
      this.body.dataset["contentpath"] = id;
      const errors = this.builder.start.error ? nestErrors(this.builder.card(now).problems) : null;
      const focus = this.forms.draw(step.type, place, this.prefix, state, errors);
      this.mounted = { id, type: step.type, base: bare(now.value), known: "", focus };
      this.mounted.known = this.words();
      if (pathsOf(now).length > 0)
        this.body.append(el("p", { class: "help ls-inspector__note" }, this.builder.t("pathSteps")));
      if (this.wantsFocus) this.takeFocus();
    } catch {
      if (this.wanted === id)
        this.body.replaceChildren(el("p", { class: "help" }, this.builder.t("offline")));
    } finally {
      clearTimeout(waiting);
    }
  }

  /** After undo the form must show the older value, unless it was the form that made the change. */
  private refresh(step: Plain): void {
    if (this.mounted?.id !== step.id || this.builder.isFromForm || bare(step.value) === this.mounted.base)
      return;
    this.clear();
    void this.mount(step.id);
  }

  // -- reading --

  private readSoon(): void {
    clearTimeout(this.reading);
    this.reading = setTimeout(() => void this.settle(), READ_MS);
  }

  private own(data: FormData): [string, string][] {
    return [...data].filter(([name]) => name.startsWith(this.prefix)) as [string, string][];
  }

  /** The fields as they are, to compare and to send. */
  private words(): string {
    if (!this.form) return "[]";
    // The server would invent another id for a new item each time it reads the form.
    for (const field of this.body.querySelectorAll<HTMLInputElement>('input[type="hidden"][name$="-id"]'))
      field.value ||= crypto.randomUUID();
    this.isCollecting = true;
    const data = new FormData(this.form);
    this.isCollecting = false;
    return JSON.stringify(this.own(data));
  }

  /** Brings the fields into the steps, if they say anything new. */
  settle(): Promise<void> {
    clearTimeout(this.reading);
    const { mounted } = this;
    if (!mounted) return this.exchange;
    const words = this.words();
    if (words === mounted.known) return this.exchange;
    const fields = JSON.parse(words) as [string, string][];
    this.exchange = this.exchange.then(() => this.send(mounted, words, fields));
    return this.exchange;
  }

  private async send(
    mounted: NonNullable<typeof this.mounted>,
    words: string,
    fields: [string, string][],
  ): Promise<void> {
    const step = this.builder.spot(mounted.id)?.step;
    if (!step || words === mounted.known) return;
    try {
      const { value, card } = await this.server.value(mounted.type, step.value, fields);
      mounted.known = words;
      mounted.base = bare(value);
      this.builder.setValue(mounted.id, value, card);
    } catch {
      // The fields stay as they are, and go along with the next save.
      this.builder.say(this.builder.t("offline"));
    }
  }

  private onFormData(event: FormDataEvent): void {
    if (this.isCollecting) return;
    const isNew = this.mounted !== null && JSON.stringify(this.own(event.formData)) !== this.mounted.known;
    if (isNew) return;
    for (const name of new Set(event.formData.keys()))
      if (name.startsWith(this.prefix)) event.formData.delete(name);
  }
}

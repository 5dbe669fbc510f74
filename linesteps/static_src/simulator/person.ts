// Who tries the scenario, and when it begins.

import { el } from "../chat/dom";
import { friendSearch } from "./friends";
import type { Server } from "./server";
import type { Fact, People, Persona, Who, Words } from "./types";

const REAL = "real";

export class Person {
  readonly element: HTMLElement;
  readonly start: HTMLInputElement;
  private readonly choice = el("select", {});
  private readonly details = el("div", { class: "ls-trial__facts" });
  /** Who and when in a few words, for a folded form. */
  readonly summary = el("span", { class: "ls-trial__note" });
  private people: People | null = null;
  private persona: Persona | null = null;
  private copied: { id: number; name: string } | null = null;

  constructor(
    private readonly t: Words,
    private readonly server: Server,
    private readonly onChange: () => void,
  ) {
    this.start = el("input", { type: "datetime-local", onchange: () => this.onChange() });
    this.choice.addEventListener("change", () => this.choose());
    this.element = el(
      "details",
      { class: "ls-trial__who" },
      el("summary", {}, t("whoWhen"), " ", this.summary),
      el(
        "div",
        { class: "ls-trial__fields" },
        this.field(t("who"), this.choice),
        this.field(t("start"), this.start),
      ),
      this.details,
    );
  }

  /** What is sent to the server. */
  get who(): Who {
    if (this.copied) return { follower: this.copied.id };
    return this.persona ?? { name: "", language: "", os: "", attributes: {}, tags: [], friend_days: null };
  }

  get name(): string {
    return this.copied?.name ?? this.persona?.name ?? "";
  }

  get isReal(): boolean {
    return this.copied !== null;
  }

  /** Ask once for the examples. */
  async load(): Promise<void> {
    if (this.people) return;
    const { t } = this;
    this.people = await this.server.people("");
    const options = this.people.examples.map(({ label }, number) => el("option", { value: number }, label));
    if (this.people.may_search) options.push(el("option", { value: REAL }, t("realFriend")));
    this.choice.replaceChildren(...options);
    this.take(0);
  }

  /** A person from a kept check. */
  put(persona: Persona, start: string): void {
    this.copied = null;
    this.persona = structuredClone(persona);
    this.start.value = start;
    this.choice.value = "";
    this.drawFacts();
  }

  private choose(): void {
    if (this.choice.value === REAL) {
      this.drawSearch();
      return;
    }
    this.take(Number(this.choice.value));
    this.onChange();
  }

  private take(number: number): void {
    this.copied = null;
    this.persona = structuredClone(this.people?.examples[number]?.persona ?? null);
    this.drawFacts();
  }

  private field(label: string, control: HTMLElement, note = ""): HTMLElement {
    return el("label", {}, el("span", {}, label), control, note ? el("small", {}, note) : null);
  }

  // -- a real friend --

  private drawSearch(): void {
    const people = (words: string): Promise<People> => this.server.people(words);
    const search = friendSearch(this.t, people, (id, name) => this.copy(id, name));
    this.details.replaceChildren(search.element);
    search.focus();
  }

  private copy(id: number, name: string): void {
    this.copied = { id, name };
    this.details.replaceChildren(
      el("p", {}, this.t("copied", { name })),
      el("small", {}, this.t("searchNote")),
    );
    this.onChange();
  }

  // -- an example person --

  private drawFacts(): void {
    const { t, persona } = this;
    if (!persona) return;
    const os: [string, string][] = [["", t("unknown")], ["ios", "iPhone"], ["android", "Android"]]; // prettier-ignore
    const set = (change: (value: string) => void) => (value: string) => {
      change(value);
      this.onChange();
    };
    const days = this.input("number", persona.friend_days === null ? "" : String(persona.friend_days), set((value) => (persona.friend_days = value === "" ? null : Math.max(0, Math.round(Number(value)))))); // prettier-ignore
    days.min = "0";
    this.details.replaceChildren(
      el("p", { class: "ls-trial__heading" }, t("facts")),
      el(
        "div",
        { class: "ls-trial__fields" },
        this.field(
          t("name"),
          this.input(
            "text",
            persona.name,
            set((value) => (persona.name = value)),
          ),
        ),
        this.field(
          t("phone"),
          this.select(
            os,
            persona.os,
            set((value) => (persona.os = value)),
          ),
        ),
        this.field(t("since"), days, t("sinceNote")),
        ...(this.people?.attributes ?? []).map((fact) =>
          this.field(fact.name, this.factInput(fact, persona)),
        ),
        this.field(
          t("tags"),
          this.input(
            "text",
            persona.tags.join(", "),
            set((value) => (persona.tags = value.split(/[,、]/).map((tag) => tag.trim()).filter(Boolean))), // prettier-ignore
          ),
          t("tagsNote"),
        ),
      ),
    );
  }

  private factInput(fact: Fact, persona: Persona): HTMLElement {
    const { t } = this;
    const value = persona.attributes[fact.key] ?? "";
    const set = (words: string): void => {
      if (words) persona.attributes[fact.key] = words;
      else delete persona.attributes[fact.key];
      this.onChange();
    };
    const unknown: [string, string] = ["", t("unknown")];
    if (fact.type === "choice")
      return this.select([unknown, ...fact.choices.map((one): [string, string] => [one, one])], value, set);
    if (fact.type === "yes_no")
      return this.select([unknown, ["true", t("yes")], ["false", t("no")]], value, set);
    const input = this.input(fact.type === "date" ? "date" : fact.type === "number" ? "number" : "text", value, set); // prettier-ignore
    input.placeholder = t("unknown");
    if (fact.type === "number") input.step = "any";
    return input;
  }

  private input(type: string, value: string, set: (value: string) => void): HTMLInputElement {
    const input = el("input", { type, value, onchange: () => set(input.value) });
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      input.dispatchEvent(new Event("change"));
    });
    return input;
  }

  private select(
    options: [string, string][],
    value: string,
    set: (value: string) => void,
  ): HTMLSelectElement {
    const select = el("select", {}, ...options.map(([one, label]) => el("option", { value: one }, label)));
    select.value = value;
    select.addEventListener("change", () => set(select.value));
    return select;
  }
}

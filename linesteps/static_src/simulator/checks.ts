// Kept trials: play them, bring them up to date, delete them.

import { el } from "../chat/dom";
import { builder, Refused, type Server } from "./server";
import type { Check, Checked, Json, ToMend, Words } from "./types";

export interface CheckActs {
  /** The trial as it stands, to be kept. */
  trial(): Json;
  play(check: Check): void;
  problems(found: ToMend[]): void;
  say(words: string): void;
}

export class Checks {
  readonly element: HTMLDetailsElement;
  private readonly list = el("ul", { class: "ls-trial__checks" });
  private readonly name: HTMLInputElement;

  constructor(
    private readonly t: Words,
    private readonly server: Server,
    private readonly mayKeep: boolean,
    private readonly acts: CheckActs,
  ) {
    this.name = el("input", {
      type: "text",
      maxlength: 80,
      "aria-label": t("checkName"),
      placeholder: t("checkName"),
    });
    this.name.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      if (!event.isComposing) this.keep();
    });
    const keep = el("button", { type: "button", class: "button button-small button-secondary", onclick: () => this.keep() }, t("keep")); // prettier-ignore
    this.element = el(
      "details",
      { class: "ls-trial__kept" },
      el("summary", {}, t("checks")),
      el("p", { class: "ls-trial__note" }, t("checksNote")),
      mayKeep ? el("div", { class: "ls-trial__keep" }, this.name, keep) : null,
      this.list,
    );
    this.element.addEventListener("toggle", () => {
      if (this.element.open) void this.ask("cases", {});
    });
  }

  private keep(): void {
    const name = this.name.value.trim();
    if (name) void this.ask("save_case", { ...this.acts.trial(), name }, this.t("kept"));
    else this.name.focus();
  }

  private async ask(url: "cases" | "save_case" | "delete_case", data: Json, done = ""): Promise<void> {
    if (!this.server.scenario) {
      this.acts.say(this.t("needsDraft"));
      return;
    }
    try {
      const answer = await this.server.post<Checked>(url, data);
      if (answer.problems) {
        this.acts.problems(answer.problems);
        return;
      }
      this.draw(answer.cases ?? []);
      if (done) this.name.value = "";
      this.acts.say(done);
    } catch (error) {
      this.acts.say(error instanceof Refused ? error.message : this.t("failed"));
    }
  }

  private draw(checks: Check[]): void {
    const rows = checks.map((check) => this.row(check));
    this.list.replaceChildren(...(rows.length > 0 ? rows : [el("li", {}, this.t("noChecks"))]));
  }

  /** Where a check came out differently; the picture shows it. */
  private place(check: Check): HTMLElement | null {
    if (!check.where) return null;
    const show = (): void => builder()?.highlight(check.step_id);
    return el("button", { type: "button", class: "ls-trial__place", title: this.t("showStep"), onclick: show }, `${check.where}: `); // prettier-ignore
  }

  private row(check: Check): HTMLElement {
    const { t } = this;
    const button = (label: string, act: () => void): HTMLElement =>
      el("button", { type: "button", class: "button button-small button-secondary", onclick: act, "aria-label": `${label}: ${check.name}` }, label); // prettier-ignore
    const { persona, start, script } = check;
    const update = (): void =>
      void this.ask("save_case", { persona, start, script, case: check.id }, t("kept"));
    const remove = (): void => {
      if (window.confirm(t("deleteSure", { name: check.name })))
        void this.ask("delete_case", { case: check.id });
    };
    return el(
      "li",
      { class: check.is_ok ? "" : "other" },
      el(
        "p",
        {},
        el("strong", {}, check.name),
        el(
          "span",
          { class: `w-status ${check.is_ok ? "w-status--primary" : ""}` },
          t(check.is_ok ? "isOk" : "isOther"),
        ),
      ),
      check.is_ok ? null : el("p", {}, this.place(check), check.difference),
      el(
        "p",
        { class: "ls-trial__buttons" },
        button(t("play"), () => this.acts.play(check)),
        this.mayKeep && !check.is_ok ? button(t("update"), update) : null,
        this.mayKeep ? button(t("delete"), remove) : null,
      ),
    );
  }
}

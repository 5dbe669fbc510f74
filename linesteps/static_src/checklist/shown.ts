// What the dialog shows of a list: its lines, the people inside, the forecast, and whether it can go on.

import { el } from "../chat/dom";
import { drawForecast } from "./forecast";
import { Rows, type RowActions } from "./rows";
import type { Aim, Level, List, Live, Words } from "./types";

/** The parts of the dialog, by their names in its template. */
export type Part = (name: string) => HTMLElement;

export class Shown {
  aim: Aim = "publish";
  readonly rows: Rows;
  private errors = 0;
  private atDeleted = 0;

  constructor(
    private readonly part: Part,
    private readonly t: Words,
    actions: RowActions,
  ) {
    const [list, fine] = [part("list") as HTMLUListElement, part("fine") as HTMLDetailsElement];
    this.rows = new Rows(list, fine, t, actions);
  }

  /** Whether something stands in the way; what goes to review may be unfinished. */
  get isBlocked(): boolean {
    return this.aim === "publish" && this.errors > 0;
  }

  say(words: string): void {
    this.part("said").textContent = words;
  }

  /** Begins anew, with the words of what the dialog is about to do. */
  begin(aim: Aim, title: string, go: string): void {
    this.aim = aim;
    const button = this.part("go") as HTMLButtonElement;
    button.name = button.value = `action-${aim}`;
    button.textContent = go;
    if (title) this.part("title").textContent = title;
    this.say(this.t("loading"));
  }

  draw(list: List): void {
    const { t, part } = this;
    this.errors = count(list, "error");
    this.rows.draw(list.rows);
    this.drawLive(list.live);
    part("forecast").hidden = !list.forecast;
    if (list.forecast) {
      part("chart").replaceChildren(...drawForecast(list.forecast, t));
      part("basis").textContent = list.forecast.entries;
    }
    this.say(this.summary(list));
    part("when").textContent = list.when;
    part("existing").hidden = this.aim !== "publish" || list.isLive || list.friends === 0;
    if (this.aim === "publish") part("go").textContent = list.publish;
    part("go").setAttribute("aria-disabled", String(this.isBlocked));
    part("why").hidden = this.errors === 0;
    const why = t(this.aim === "publish" ? "blocked" : "blockedReview");
    part("why").textContent = this.errors ? why : "";
  }

  /** Said again, to whoever presses the button all the same. */
  explain(): void {
    this.say(this.part("why").textContent ?? "");
    this.rows.first("error")?.focus();
  }

  /** Asked only while people stand at a deleted step and are to be moved. */
  showDeleted(): void {
    const chosen = this.part("live").querySelector<HTMLInputElement>('[name="inside"]:checked')?.value;
    this.part("deleted").hidden = !(this.atDeleted > 0 && (chosen ?? "move") === "move");
  }

  private summary(list: List): string {
    const { t } = this;
    const [errors, warnings] = [count(list, "error"), count(list, "warning")];
    const parts = [];
    if (errors) parts.push(t(errors === 1 ? "errorOne" : "errors", { n: errors }));
    if (warnings) parts.push(t(warnings === 1 ? "warningOne" : "warnings", { n: warnings }));
    if (count(list, "waiting")) parts.push(t("waiting"));
    return parts.join(" · ") || t("fine");
  }

  private drawLive(live: Live | null): void {
    const { t, part } = this;
    part("live").hidden = !live;
    this.atDeleted = live?.atDeleted ?? 0;
    this.showDeleted();
    if (!live) return;
    part("inside").textContent = live.inside;
    const lines = live.changes.map((change) =>
      el(
        "li",
        {},
        el("strong", {}, change.where),
        el("span", { class: "ls-publish__people" }, change.people),
        el("span", {}, t(change.kind)),
      ),
    );
    part("changes").replaceChildren(...(lines.length ? lines : [el("li", {}, t("noChanges"))]));
  }
}

export function count(list: List, level: Level): number {
  return list.rows.flatMap((row) => row.findings).filter((finding) => finding.level === level).length;
}

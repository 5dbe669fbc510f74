// The list: what is grave comes first, and each line leads to where it can be mended.

import { el } from "../chat/dom";
import type { Finding, Level, Row, Words } from "./types";

const ORDER: Level[] = ["error", "warning", "waiting", "info", "ok"];
const SIGNS: Record<Level, string> = { error: "✖", warning: "⚠", waiting: "…", info: "ℹ", ok: "✔" };

export interface RowActions {
  go(finding: Finding): void;
  greeting(isOff: boolean): void;
  vouch(url: string): void;
}

interface Line {
  row: Row;
  finding: Finding;
}

export class Rows {
  constructor(
    private readonly list: HTMLUListElement,
    private readonly fine: HTMLDetailsElement,
    private readonly t: Words,
    private readonly actions: RowActions,
  ) {}

  draw(rows: Row[]): void {
    const lines = rows
      .flatMap((row) => row.findings.map((finding) => ({ row, finding })))
      .sort((one, other) => ORDER.indexOf(one.finding.level) - ORDER.indexOf(other.finding.level));
    const isCalm = ({ finding }: Line): boolean => finding.level === "ok" || finding.level === "info";
    // What can be ticked stays in sight, ticked or not.
    const calm = lines.filter((line) => isCalm(line));
    const grave = lines.filter((line) => !isCalm(line));
    fill(this.list, grave, (line) => this.line(line));
    const inside = this.fine.querySelector("ul");
    const summary = this.fine.querySelector("summary");
    this.fine.hidden = calm.length === 0;
    if (!inside || !summary) return;
    summary.textContent = this.t("fineRows", { n: calm.length });
    fill(inside, calm, (line) => this.line(line));
  }

  /** The first line of this gravity, to put the caret on. */
  first(level: Level): HTMLElement | null {
    const line = this.list.querySelector<HTMLElement>(`.ls-publish__line--${level}`);
    return line?.querySelector<HTMLElement>("button, a, input") ?? line;
  }

  private line({ row, finding }: Line): HTMLLIElement {
    const { level, text } = finding;
    const isNamed = !finding.where || text.includes(finding.where);
    const words = isNamed ? text : `${finding.where}: ${text}`;
    const title = el("strong", {}, row.title);
    const grave = el("span", { class: "w-sr-only" }, ` (${this.t(`level_${level}`)})`);
    const body = el("div", {}, el("p", {}, title, grave), el("p", {}, words), this.ways(row, finding));
    const sign = el("span", { class: "ls-publish__sign", "aria-hidden": "true" }, SIGNS[level]);
    return el("li", { class: `ls-publish__line ls-publish__line--${level}`, tabindex: -1 }, sign, body);
  }

  private ways(row: Row, finding: Finding): HTMLElement | null {
    const ways: HTMLElement[] = [];
    const isToMend = finding.level === "error" || finding.level === "warning";
    if (finding.act === "greeting") ways.push(this.greeting(finding));
    if (finding.act === "vouch")
      ways.push(this.button(this.t("vouch"), () => this.actions.vouch(finding.about)));
    if (isToMend && (finding.step || finding.field)) ways.push(this.way(row, finding));
    if (finding.page) {
      const label = `${finding.pageLabel} ${this.t("newTab")}`;
      ways.push(el("a", { href: finding.page, target: "_blank", rel: "noopener" }, label));
    }
    return ways.length ? el("p", { class: "ls-publish__ways" }, ...ways) : null;
  }

  private way(row: Row, finding: Finding): HTMLButtonElement {
    const { t } = this;
    let label = t("goField");
    if (finding.step) label = t("goThere", { where: finding.where || row.title });
    else if (finding.field === "triggers") label = t("goStart");
    else if (finding.field === "steps") label = t("goSteps");
    else if (finding.field === "try") label = t("goTry");
    return this.button(label, () => this.actions.go(finding));
  }

  private greeting(finding: Finding): HTMLLabelElement {
    const box = el("input", {
      type: "checkbox",
      checked: finding.isDone,
      onchange: () => this.actions.greeting(box.checked),
    });
    return el("label", { class: "ls-publish__tick" }, box, ` ${this.t("greeting")}`);
  }

  private button(label: string, act: () => void): HTMLButtonElement {
    return el(
      "button",
      { type: "button", class: "button button-small button-secondary", onclick: act },
      label,
    );
  }
}

/** Draws the lines anew; whoever stands on one of them stays where they are. */
function fill(list: HTMLElement, lines: Line[], draw: (line: Line) => HTMLElement): void {
  const held = [...list.children].findIndex((child) => child.contains(document.activeElement));
  const words = list.children[held]?.textContent ?? "";
  list.replaceChildren(...lines.map(draw));
  if (held < 0) return;
  const same = [...list.children].find((child) => child.textContent === words) ?? list.children[held];
  same?.querySelector<HTMLElement>("button, a, input")?.focus();
}

// The rows of the outline: a step or a path each, with what is said of it. Only what changed is drawn again.

import type { Builder } from "./builder";
import { dayOf, detail, heading, iconOf, noteBadge, warningOf } from "./card";
import { arrange, el, icon, setAttribute, setText } from "./dom";
import { type Holder, keyOf, pathsOf, type Spot } from "./model";
import { type Plain, WAIT } from "./types";

/** A row as the keyboard walks over it. */
export interface Row {
  element: HTMLElement;
  /** The step; for a path, the step that it belongs to. */
  id: string;
  path: string | null;
  /** By what it is found again, and remembered as closed. */
  key: string;
}

export interface Rows {
  builder: Builder;
  /** The keys of rows whose inside is hidden. */
  closed: Set<string>;
  /** Whether rows are cards with a ＋ below each, as on a phone. */
  isLarge: boolean;
  /** The rows in reading order; filled while drawing. */
  list: Row[];
}

/** An item of the tree with its row. */
abstract class Item {
  readonly element = el("li", { role: "treeitem", tabindex: -1 });
  protected readonly row = el("span", { class: "ls-row" });
  protected readonly inside = el("ul", { role: "group" });
  private addButton: HTMLElement | null = null;

  constructor(protected readonly rows: Rows) {
    this.element.append(this.row);
  }

  protected place(said: string, level: number, at: number, of: number): void {
    const { element } = this;
    setAttribute(element, "aria-label", said);
    setAttribute(element, "aria-level", String(level));
    setAttribute(element, "aria-posinset", String(at));
    setAttribute(element, "aria-setsize", String(of));
  }

  /** Shows or hides what is inside; `isOpen` is null when nothing can be. */
  protected open(isOpen: boolean | null): void {
    setAttribute(this.element, "aria-expanded", isOpen === null ? null : String(isOpen));
    const add = this.rows.isLarge ? (this.addButton ??= this.makeAdd()) : null;
    const wanted = [this.row, isOpen ? this.inside : null, add].filter((one): one is HTMLElement => !!one);
    // In a path the first place is above its steps.
    if (add && isOpen && this instanceof PathItem) wanted.splice(1, 2, add, this.inside);
    arrange(this.element, wanted);
  }

  /** A ＋ for fingers; the keyboard has Insert, and screen readers the button in the bar. */
  private makeAdd(): HTMLElement {
    const { builder } = this.rows;
    const props = { type: "button", class: "ls-row__add", tabindex: -1, "aria-hidden": "true" };
    const button = el("button", { ...props, title: builder.t("addHere") });
    button.append(icon("plus"));
    return button;
  }
}

export class StepItem extends Item {
  private text = "";
  private paths = new Map<string, PathItem>();

  constructor(
    rows: Rows,
    readonly id: string,
  ) {
    super(rows);
    this.row.classList.add("ls-row--step");
    this.element.dataset["row"] = id;
  }

  update(spot: Spot, level: number, at: number, of: number): void {
    const { rows } = this;
    const { builder } = rows;
    const { step } = spot;
    this.draw(spot);
    this.place(saidOf(builder, spot), level, at, of);
    setAttribute(this.element, "aria-selected", String(step.id === builder.selected));
    rows.list.push({ element: this.element, id: step.id, path: null, key: step.id });
    const holders = pathsOf(step);
    const isOpen = holders.length > 0 ? !rows.closed.has(step.id) : null;
    if (isOpen) this.updatePaths(step, holders, level);
    this.open(isOpen);
  }

  private draw(spot: Spot): void {
    const { builder, isLarge } = this.rows;
    const card = builder.card(spot.step);
    const [name, more] = [heading(builder, spot), isLarge ? detail(builder, spot) : ""];
    const isGap = spot.step.type === WAIT;
    const day = card.day !== null && !isGap && (card.day > 0 || isLarge) ? dayOf(builder, card.day) : "";
    const problems = card.problems.map((one) => [one.message, one.isError]);
    const sign = iconOf(builder, spot);
    const words = [name, more, day, sign, card.note];
    const text = JSON.stringify([spot.number, ...words, problems, card.inside, isLarge]);
    if (text === this.text) return;
    this.text = text;
    this.row.classList.toggle("ls-row--gap", isGap);
    this.row.dataset["kind"] = spot.step.type;
    const parts = [
      el("span", { class: "ls-row__number" }, String(spot.number)),
      icon(sign),
      el("span", { class: "ls-row__name" }, name),
      more && more !== name && !isGap ? el("small", { class: "ls-row__detail" }, more) : null,
      noteBadge(card.note),
      warningOf(builder, spot),
      card.inside ? el("small", { class: "ls-row__day" }, builder.t("people", { n: card.inside })) : null,
      day ? el("small", { class: "ls-row__day" }, day) : null,
    ];
    this.row.replaceChildren(...parts.filter((part): part is HTMLElement => part !== null));
  }

  private updatePaths(step: Plain, holders: Holder[], level: number): void {
    const paths = new Map<string, PathItem>();
    holders.forEach((holder, number) => {
      const item = this.paths.get(holder.key) ?? new PathItem(this.rows, step.id, holder.key);
      paths.set(holder.key, item);
      item.update(step, holder, level + 1, number + 1, holders.length);
    });
    this.paths = paths;
    arrange(
      this.inside,
      [...paths.values()].map((item) => item.element),
    );
  }
}

class PathItem extends Item {
  private readonly items: StepList;
  private readonly key: string;

  constructor(
    rows: Rows,
    private readonly id: string,
    private readonly path: string,
  ) {
    super(rows);
    this.key = keyOf(id, path);
    this.items = new StepList(rows, this.inside);
    this.row.classList.add("ls-row--path");
    this.element.dataset["row"] = this.key;
  }

  update(step: Plain, holder: Holder, level: number, at: number, of: number): void {
    const { builder, list, closed } = this.rows;
    const { label } = builder.who(step, holder);
    const number = builder.spot(step.id)?.number ?? 0;
    setText(this.row, label);
    const said = [builder.t("pathOf", { number, n: at, label })];
    const people = holder.steps.reduce((sum, one) => sum + peopleAt(builder, one), 0);
    if (people) said.push(builder.t("hereNow", { n: people }));
    this.place(said.join(builder.t("comma")), level, at, of);
    list.push({ element: this.element, id: this.id, path: this.path, key: this.key });
    const isOpen = holder.steps.length > 0 ? !closed.has(this.key) : null;
    if (isOpen) this.items.update(holder.steps, level + 1);
    this.open(isOpen);
  }
}

/** People at a step and everywhere inside it. */
function peopleAt(builder: Builder, step: Plain): number {
  const inside = pathsOf(step).flatMap((path) => path.steps);
  return builder.card(step).inside + inside.reduce((sum, one) => sum + peopleAt(builder, one), 0);
}

export class StepList {
  private items = new Map<string, StepItem>();

  constructor(
    private readonly rows: Rows,
    private readonly element: HTMLElement,
  ) {}

  update(steps: readonly Plain[], level: number): void {
    const items = new Map<string, StepItem>();
    steps.forEach((step, index) => {
      const spot = this.rows.builder.spot(step.id);
      if (!spot) return;
      const item = this.items.get(step.id) ?? new StepItem(this.rows, step.id);
      items.set(step.id, item);
      item.update(spot, level, index + 1, steps.length);
    });
    this.items = items;
    arrange(
      this.element,
      [...items.values()].map((item) => item.element),
    );
  }
}

/** How a screen reader names a step: 「3、3日後の19:00に「お客様の声」を送る、エラー1件」. */
export function saidOf(builder: Builder, spot: Spot): string {
  const card = builder.card(spot.step);
  const said = [String(spot.number), card.sentence];
  const errors = card.problems.filter((one) => one.isError).length;
  const advice = card.problems.length - errors;
  if (errors) said.push(builder.t("errorsSaid", { n: errors }));
  if (advice) said.push(builder.t("adviceSaid", { n: advice }));
  if (card.inside) said.push(builder.t("hereNow", { n: card.inside }));
  if (card.note) said.push(builder.t("note", { note: card.note }));
  return said.join(builder.t("comma"));
}

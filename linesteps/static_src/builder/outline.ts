// The course as a tree (ARIA): everything that the picture can do, in words. On a phone it is the editor.

import type { Builder } from "./builder";
import { detail, heading, iconOf, noteBadge, signature } from "./card";
import { el, icon } from "./dom";
import { type Holder, pathsOf } from "./model";
import { type Plain, WAIT } from "./types";

interface Row {
  element: HTMLElement;
  /** The step; for a path, the step that it belongs to. */
  id: string;
  path: string | null;
}

export class Outline {
  readonly element = el("ul", { class: "ls-tree", role: "tree" });
  private rows: Row[] = [];
  private readonly closed = new Set<string>();
  private current = "";
  private typed = "";
  private typedAt = 0;
  private text = "";
  private scrolling = 0;
  private drawing: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly builder: Builder,
    private readonly pick: (id: string) => void,
  ) {
    this.element.setAttribute("aria-label", builder.t("outline"));
    this.element.addEventListener("click", (event) => this.onClick(event));
    this.element.addEventListener("keydown", (event) => this.onKey(event));
  }

  /** At once for whoever is in it; else after the picture is painted. */
  drawSoon(): void {
    clearTimeout(this.drawing);
    if (this.element.contains(document.activeElement)) this.draw();
    else this.drawing = setTimeout(() => requestAnimationFrame(() => this.draw()));
  }

  draw(): void {
    const { builder } = this;
    const text = JSON.stringify(
      [...builder.spots.values()].map((one) => [signature(builder, one), one.depth]),
    );
    const whole = text + JSON.stringify([...this.closed]) + builder.steps.length;
    if (whole === this.text && this.rows.length > 0) return;
    this.text = whole;
    const hadFocus = this.element.contains(document.activeElement);
    this.rows = [];
    this.element.replaceChildren(...this.items(builder.steps, 1));
    this.showSelection(hadFocus);
  }

  private items(steps: Plain[], level: number): HTMLElement[] {
    return steps.map((step, index) => this.item(step, level, index + 1, steps.length));
  }

  private item(step: Plain, level: number, at: number, of: number): HTMLElement {
    const { builder } = this;
    const spot = builder.spots.get(step.id);
    if (!spot) return el("li");
    const card = builder.card(step);
    const name = heading(builder, spot);
    const problems = card.problems.length;
    const row = el(
      "span",
      { class: `ls-row ls-row--${step.type === WAIT ? "gap" : "step"}` },
      el("span", { class: "ls-row__number" }, String(spot.number)),
      icon(iconOf(builder, spot)),
      el("span", { class: "ls-row__name" }, name),
      noteBadge(card.note),
      problems ? el("span", { class: "ls-badge ls-badge--problem" }, icon("warning")) : null,
      !card.day || step.type === WAIT
        ? null
        : el("small", { class: "ls-row__day" }, builder.t("day", { n: card.day })),
    );
    const more = detail(builder, spot);
    const said = [`${spot.number}`, name, more === name ? "" : more];
    if (problems) said.push(builder.t("problems", { n: problems }));
    if (card.note) said.push(builder.t("note", { note: card.note }));
    const item = this.treeItem(
      step.id,
      null,
      row,
      said.filter(Boolean).join(builder.t("comma")),
      level,
      at,
      of,
    );
    const paths = pathsOf(step);
    if (paths.length > 0) {
      const isOpen = !this.closed.has(step.id);
      item.setAttribute("aria-expanded", String(isOpen));
      if (isOpen) {
        const rows = paths.map((path, number) => this.path(step, path, level + 1, number + 1, paths.length));
        item.append(el("ul", { role: "group" }, ...rows));
      }
    }
    return item;
  }

  private path(step: Plain, path: Holder, level: number, at: number, of: number): HTMLElement {
    const { builder } = this;
    const label = builder.pathLabel(step, path);
    const number = builder.spot(step.id)?.number ?? 0;
    const row = el("span", { class: "ls-row ls-row--path" }, label);
    const said = builder.t("pathOf", { number, n: at, label });
    const item = this.treeItem(step.id, path.key, row, said, level, at, of);
    if (path.steps.length > 0) item.append(el("ul", { role: "group" }, ...this.items(path.steps, level + 1)));
    return item;
  }

  private treeItem(
    id: string,
    path: string | null,
    row: HTMLElement,
    said: string,
    level: number,
    at: number,
    of: number,
  ): HTMLElement {
    const element = el(
      "li",
      {
        role: "treeitem",
        tabindex: -1,
        "aria-label": said,
        "aria-level": level,
        "aria-posinset": at,
        "aria-setsize": of,
      },
      row,
    );
    if (path === null) element.setAttribute("aria-selected", "false");
    this.rows.push({ element, id, path });
    return element;
  }

  // -- where the keyboard is --

  private key(row: Row): string {
    return row.path === null ? row.id : `${row.id} ${row.path}`;
  }

  /** The path on which the keyboard stands, for adding into it. */
  get currentPath(): { parent: string; key: string } | null {
    const row = this.rows.find((one) => this.key(one) === this.current);
    return row && row.path !== null ? { parent: row.id, key: row.path } : null;
  }

  showSelection(isFocused = false): void {
    const selected = this.builder.selected;
    const onPath = this.rows.find((row) => this.key(row) === this.current && row.path !== null);
    const found =
      (onPath && onPath.id === selected ? onPath : undefined) ??
      this.rows.find((row) => row.path === null && row.id === selected) ??
      this.rows[0];
    for (const row of this.rows) {
      row.element.tabIndex = row === found ? 0 : -1;
      if (row.path === null) row.element.setAttribute("aria-selected", String(row.id === selected));
    }
    this.current = found ? this.key(found) : "";
    if (isFocused) found?.element.focus({ preventScroll: true });
    if (found && found.id === selected) this.scrollSoon(found.element);
  }

  private scrollSoon(item: HTMLElement): void {
    cancelAnimationFrame(this.scrolling);
    this.scrolling = requestAnimationFrame(() => {
      const pane = this.element.parentElement;
      const row = item.firstElementChild?.getBoundingClientRect();
      const box = pane?.getBoundingClientRect();
      if (!pane || !row || !box) return;
      if (row.top < box.top) pane.scrollTop += row.top - box.top;
      else if (row.bottom > box.bottom) pane.scrollTop += row.bottom - box.bottom;
    });
  }

  focus(): void {
    this.draw();
    this.showSelection(true);
  }

  private go(row: Row | undefined): void {
    if (!row) return;
    this.current = this.key(row);
    if (row.id === this.builder.selected) this.showSelection();
    else this.builder.select(row.id);
    this.current = this.key(row);
    this.showSelection(true);
  }

  private rowOf(target: EventTarget | null): Row | undefined {
    const item = (target as Element).closest('[role="treeitem"]');
    return this.rows.find((row) => row.element === item);
  }

  private onClick(event: MouseEvent): void {
    const row = this.rowOf(event.target);
    if (!row) return;
    this.current = this.key(row);
    this.pick(row.id);
    this.showSelection();
  }

  private onKey(event: KeyboardEvent): void {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const row = this.rowOf(event.target);
    if (!row) return;
    const at = this.rows.indexOf(row);
    if (event.key === "ArrowDown") this.go(this.rows[at + 1]);
    else if (event.key === "ArrowUp") this.go(this.rows[at - 1]);
    else if (event.key === "Home") this.go(this.rows[0]);
    else if (event.key === "End") this.go(this.rows.at(-1));
    else if (event.key === "ArrowRight") this.expand(row, at);
    else if (event.key === "ArrowLeft") this.collapse(row);
    else if (event.key.length === 1 && event.key !== " ") this.typeAhead(event.key, at);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private expand(row: Row, at: number): void {
    if (this.closed.delete(row.path === null ? row.id : "")) this.draw();
    else if (row.element.querySelector('[role="treeitem"]')) this.go(this.rows[at + 1]);
  }

  private collapse(row: Row): void {
    if (row.element.getAttribute("aria-expanded") === "true") {
      this.closed.add(row.id);
      this.draw();
      return;
    }
    const above = row.element.parentElement?.closest('[role="treeitem"]');
    this.go(this.rows.find((one) => one.element === above));
  }

  /** Jumps to the next name that begins with what was typed. */
  private typeAhead(letter: string, at: number): void {
    const now = Date.now();
    this.typed = now - this.typedAt < 700 ? this.typed + letter : letter;
    this.typedAt = now;
    const wanted = this.typed.toLowerCase();
    const from = this.typed.length === 1 ? at + 1 : at;
    const order = [...this.rows.slice(from), ...this.rows.slice(0, from)];
    this.go(
      order.find((row) => {
        const name = row.element.querySelector(".ls-row__name, .ls-row--path")?.textContent ?? "";
        return name.toLowerCase().startsWith(wanted);
      }),
    );
  }
}

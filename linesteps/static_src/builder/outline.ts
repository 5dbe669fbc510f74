// The course as a tree (ARIA): everything that the picture can do, in words. On a phone it is the editor.

import type { Builder } from "./builder";
import { el } from "./dom";
import { keyOf } from "./model";
import { type Row, type Rows, StepList } from "./rows";

export interface OutlineEvents {
  pick(id: string, path: string | null): void;
  /** A ＋ below a row: behind its step, or first in its path. */
  add(row: { id: string; path: string | null }): void;
  more(id: string, at: Element): void;
}

const TYPING_MS = 700;

export class Outline {
  readonly element = el("ul", { class: "ls-tree", role: "tree" });
  private readonly rows: Rows;
  private readonly list: StepList;
  private typed = "";
  private typedAt = 0;
  private scrolling = 0;
  private drawing: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly builder: Builder,
    private readonly events: OutlineEvents,
  ) {
    this.rows = { builder, closed: new Set(), isLarge: false, list: [] };
    this.list = new StepList(this.rows, this.element);
    this.element.setAttribute("aria-label", builder.t("outline"));
    this.element.addEventListener("click", (event) => this.onClick(event));
    this.element.addEventListener("keydown", (event) => this.onKey(event));
    this.element.addEventListener("contextmenu", (event) => this.onContextMenu(event));
  }

  /** Rows as cards, for fingers. */
  set isLarge(isLarge: boolean) {
    this.rows.isLarge = isLarge;
    this.element.classList.toggle("ls-tree--large", isLarge);
    this.draw();
  }

  /** At once for whoever is in it; else after the picture is painted. */
  drawSoon(): void {
    clearTimeout(this.drawing);
    if (this.element.contains(document.activeElement)) this.draw();
    else this.drawing = setTimeout(() => requestAnimationFrame(() => this.draw()));
  }

  draw(): void {
    clearTimeout(this.drawing);
    const hadFocus = this.element.contains(document.activeElement);
    this.rows.list = [];
    this.list.update(this.builder.steps, 1);
    this.showSelection(hadFocus);
  }

  // -- where the keyboard is --

  showSelection(isFocused = false): void {
    const { selected, path } = this.builder;
    const { list } = this.rows;
    const found =
      list.find((row) => row.id === selected && row.path === path) ??
      list.find((row) => row.id === selected) ??
      list[0];
    for (const row of list) {
      const tabIndex = row === found ? 0 : -1;
      if (row.element.tabIndex !== tabIndex) row.element.tabIndex = tabIndex;
      const isSelected = String(row.id === selected);
      if (row.path === null && row.element.getAttribute("aria-selected") !== isSelected)
        row.element.setAttribute("aria-selected", isSelected);
    }
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
    this.builder.select(row.id, this.builder.isOpen, row.path);
    this.showSelection(true);
  }

  private rowOf(target: EventTarget | null): Row | undefined {
    const item = (target as Element).closest('[role="treeitem"]');
    return this.rows.list.find((row) => row.element === item);
  }

  private onClick(event: MouseEvent): void {
    const row = this.rowOf(event.target);
    if (!row) return;
    if ((event.target as Element).closest(".ls-row__add")) this.events.add(row);
    else if (this.rows.isLarge && row.path !== null) this.toggle(row);
    else this.events.pick(row.id, row.path);
    this.showSelection();
  }

  private onContextMenu(event: MouseEvent): void {
    const row = this.rowOf(event.target);
    if (!row) return;
    event.preventDefault();
    this.events.more(row.id, row.element.firstElementChild ?? row.element);
  }

  private onKey(event: KeyboardEvent): void {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const row = this.rowOf(event.target);
    if (!row) return;
    const { list } = this.rows;
    const at = list.indexOf(row);
    if (event.key === "ArrowDown") this.go(list[at + 1]);
    else if (event.key === "ArrowUp") this.go(list[at - 1]);
    else if (event.key === "Home") this.go(list[0]);
    else if (event.key === "End") this.go(list.at(-1));
    else if (event.key === "ArrowRight") this.expand(row, at);
    else if (event.key === "ArrowLeft") this.collapse(row);
    else if (event.key.length === 1 && event.key !== " ") this.typeAhead(event.key, at);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private toggle(row: Row): void {
    const { closed } = this.rows;
    if (!closed.delete(row.key) && row.element.hasAttribute("aria-expanded")) closed.add(row.key);
    this.draw();
  }

  private expand(row: Row, at: number): void {
    if (this.rows.closed.delete(row.key)) this.draw();
    else if (row.element.querySelector('[role="treeitem"]')) this.go(this.rows.list[at + 1]);
  }

  private collapse(row: Row): void {
    if (row.element.getAttribute("aria-expanded") === "true") {
      this.toggle(row);
      return;
    }
    const above = row.element.parentElement?.closest('[role="treeitem"]');
    this.go(this.rows.list.find((one) => one.element === above));
  }

  /** Opens everything around a step, so that it can be seen. */
  uncover(id: string): void {
    const { closed } = this.rows;
    const size = closed.size;
    for (
      let spot = this.builder.spot(id);
      spot && spot.parent !== null;
      spot = this.builder.spot(spot.parent)
    ) {
      closed.delete(spot.parent);
      closed.delete(keyOf(spot.parent, spot.key));
    }
    if (closed.size !== size) this.draw();
  }

  /** Jumps to the next name that begins with what was typed. */
  private typeAhead(letter: string, at: number): void {
    const now = Date.now();
    const { list } = this.rows;
    this.typed = now - this.typedAt < TYPING_MS ? this.typed + letter : letter;
    this.typedAt = now;
    const wanted = this.typed.normalize("NFKC").toLowerCase();
    const from = this.typed.length === 1 ? at + 1 : at;
    const order = [...list.slice(from), ...list.slice(0, from)];
    this.go(
      order.find((row) => {
        const name = row.element.querySelector(".ls-row__name, .ls-row--path")?.textContent ?? "";
        return name.normalize("NFKC").toLowerCase().startsWith(wanted);
      }),
    );
  }
}

// The number fields of the areas, in Wagtail's own form. They are what is saved: the picture only shows and
// writes them.

import type { Rect } from "./geometry";

interface Item {
  element: HTMLElement;
  expand?: () => void;
}

/** What we use of Wagtail's bound ListBlock. */
export interface BoundList {
  children: Item[];
  insert(value: unknown, index: number, options?: { animate?: boolean }): unknown;
  deleteBlock(index: number, options?: { animate?: boolean }): void;
}

const SIDES = ["x", "y", "width", "height"] as const;
export class Fields {
  /**
   * @param blank what a new area holds besides its place
   * @param first the field in which somebody begins
   */
  constructor(
    private readonly list: BoundList,
    private readonly blank: Record<string, unknown>,
    private readonly first: string,
  ) {}

  get count(): number {
    return this.list.children.length;
  }

  /** The areas in order; null for one whose numbers are not complete. */
  all(): (Rect | null)[] {
    return this.list.children.map((_, index) => {
      const numbers = SIDES.map((side) => this.field(index, side)?.value.trim() ?? "");
      if (numbers.some((one) => one === "" || !Number.isFinite(Number(one)))) return null;
      const [x = 0, y = 0, width = 0, height = 0] = numbers.map(Number);
      return { x, y, width, height };
    });
  }

  put(index: number, rect: Rect): void {
    const changed = SIDES.filter((side) => {
      const field = this.field(index, side);
      if (!field || field.value === String(rect[side])) return false;
      field.value = String(rect[side]);
      return true;
    });
    // After all four are written: nobody shall read a half.
    for (const side of changed) {
      const field = this.field(index, side);
      field?.dispatchEvent(new Event("input", { bubbles: true }));
      field?.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  add(rect: Rect): number {
    const index = this.count;
    this.list.insert({ ...this.blank, ...rect }, index, { animate: false });
    return index;
  }

  remove(index: number): void {
    this.list.deleteBlock(index, { animate: false });
  }

  /** Whether somebody filled in more than its place. */
  hasWords(index: number): boolean {
    return Object.entries(this.blank).some(([name, empty]) => {
      const value = this.field(index, name)?.value.trim() ?? "";
      return value !== "" && value !== String(empty ?? "");
    });
  }

  /** What the area is called. */
  label(index: number): string {
    return this.field(index, "label")?.value.trim() ?? "";
  }

  /** Lets the style sheet show the fields that belong to what an area does, and no others. */
  sort(): void {
    this.list.children.forEach(({ element }, index) => {
      const does = this.field(index, "does")?.value;
      if (does !== undefined && element.dataset["does"] !== does) element.dataset["does"] = does;
    });
  }

  /** Puts the caret into the first field of an area. */
  open(index: number): void {
    this.list.children[index]?.expand?.();
    this.field(index, this.first)?.focus();
  }

  mark(chosen: number | null): void {
    this.list.children.forEach(({ element }, index) =>
      element.classList.toggle("ls-areas-item--chosen", index === chosen),
    );
  }

  /** The area whose fields hold a node. */
  indexOf(node: Node): number | null {
    const index = this.list.children.findIndex(({ element }) => element.contains(node));
    return index < 0 ? null : index;
  }

  private field(index: number, name: string): HTMLInputElement | HTMLSelectElement | null {
    return this.list.children[index]?.element.querySelector(`:is(input, select)[name$="-${name}"]`) ?? null;
  }
}

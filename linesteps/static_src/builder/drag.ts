// Dragging a step to another place: with a mouse at once, with a finger after a long press. Never the
// only way: the keys, the buttons and “Move to …” do the same.

import type { Builder } from "./builder";
import type { Canvas } from "./canvas";
import { isInside, type Slot } from "./model";

const FAR_ENOUGH = 6;
const LONG_PRESS_MS = 350;
const NEAR = 90;
const EDGE = 48;
const SPEED = 14;

export class Drag {
  private id = "";
  private ghost: HTMLElement | null = null;
  private targets: HTMLElement[] = [];
  private target: HTMLElement | null = null;
  private frame = 0;
  private at = { x: 0, y: 0 };

  constructor(
    private readonly builder: Builder,
    private readonly canvas: Canvas,
    private readonly bin: HTMLElement,
    /** Called with the place, or with null for the bin. */
    private readonly drop: (id: string, slot: Slot | null) => void,
  ) {
    canvas.stage.addEventListener("pointerdown", (event) => this.onDown(event));
    // From the beginning, or the browser would scroll before it asks.
    const keep = (event: Event): void => {
      if (this.ghost && event.cancelable) event.preventDefault();
    };
    canvas.stage.addEventListener("touchmove", keep, { passive: false });
    canvas.stage.addEventListener("contextmenu", keep);
  }

  private onDown(event: PointerEvent): void {
    const node = (event.target as Element).closest<HTMLElement>("[data-id]");
    if (!node || event.button !== 0) return;
    const from = { x: event.clientX, y: event.clientY };
    const isTouch = event.pointerType === "touch";
    const done = new AbortController();
    const { signal } = done;
    const begin = (): void => this.begin(node, from);
    const press = isTouch ? setTimeout(begin, LONG_PRESS_MS) : undefined;
    const end = (isDropped: boolean): void => {
      clearTimeout(press);
      done.abort();
      if (this.ghost) this.finish(isDropped);
    };
    const onMove = (moved: PointerEvent): void => {
      const far = Math.hypot(moved.clientX - from.x, moved.clientY - from.y) > FAR_ENOUGH;
      if (!this.ghost && far) {
        // A finger that moves before the long press scrolls.
        if (isTouch) return end(false);
        begin();
      }
      if (this.ghost) this.moveTo(moved.clientX, moved.clientY);
    };
    document.addEventListener("pointermove", onMove, { signal });
    document.addEventListener("pointerup", () => end(true), { signal });
    document.addEventListener("pointercancel", () => end(false), { signal });
    document.addEventListener(
      "keydown",
      (key) => {
        if (key.key !== "Escape" || !this.ghost) return;
        key.stopPropagation();
        end(false);
      },
      { signal, capture: true },
    );
  }

  private begin(node: HTMLElement, at: { x: number; y: number }): void {
    this.id = node.dataset["id"] ?? "";
    this.ghost = node.cloneNode(true) as HTMLElement;
    this.ghost.classList.add("ls-ghost");
    this.ghost.style.width = `${node.offsetWidth}px`;
    this.canvas.viewport.closest(".ls-builder")?.append(this.ghost);
    node.classList.add("ls-lifted");
    this.canvas.viewport.classList.add("ls-canvas--dragging");
    this.bin.hidden = false;
    this.targets = this.canvas.slotElements.filter((element) => this.isTarget(this.canvas.slotOf(element)));
    for (const element of this.targets) element.classList.add("ls-slot--open");
    this.moveTo(at.x, at.y);
    this.scroll();
  }

  private isTarget(slot: Slot | undefined): boolean {
    const from = this.builder.spot(this.id);
    if (!slot || !from || isInside(this.builder.steps, slot, this.id)) return false;
    const isSameList = slot.parent === from.parent && slot.key === from.key;
    return !isSameList || (slot.index !== from.index && slot.index !== from.index + 1);
  }

  private moveTo(x: number, y: number): void {
    this.at = { x, y };
    if (this.ghost) this.ghost.style.translate = `${x + 10}px ${y + 8}px`;
    const bin = this.bin.getBoundingClientRect();
    const isOverBin = x >= bin.left && x <= bin.right && y >= bin.top && y <= bin.bottom;
    let best = NEAR;
    let found: HTMLElement | null = isOverBin ? this.bin : null;
    for (const element of isOverBin ? [] : this.targets) {
      const box = element.getBoundingClientRect();
      const distance = Math.hypot(box.left + box.width / 2 - x, box.top + box.height / 2 - y);
      if (distance < best) [best, found] = [distance, element];
    }
    if (found === this.target) return;
    this.target?.classList.remove("ls-target");
    found?.classList.add("ls-target");
    this.target = found;
  }

  /** While the pointer is at an edge, the picture moves. */
  private scroll(): void {
    const box = this.canvas.viewport.getBoundingClientRect();
    const speed = (at: number, low: number, high: number): number =>
      at < low + EDGE ? -SPEED : at > high - EDGE ? SPEED : 0;
    const [dx, dy] = [speed(this.at.x, box.left, box.right), speed(this.at.y, box.top, box.bottom)];
    if (dx || dy) {
      this.canvas.viewport.scrollBy(dx, dy);
      this.moveTo(this.at.x, this.at.y);
    }
    this.frame = requestAnimationFrame(() => this.scroll());
  }

  private finish(isDropped: boolean): void {
    cancelAnimationFrame(this.frame);
    const { target } = this;
    const slot = this.canvas.slotOf(target);
    this.ghost?.remove();
    this.ghost = null;
    this.target = null;
    for (const element of this.targets) element.classList.remove("ls-slot--open");
    target?.classList.remove("ls-target");
    this.canvas.stage.querySelector(".ls-lifted")?.classList.remove("ls-lifted");
    this.canvas.viewport.classList.remove("ls-canvas--dragging");
    const wasBin = target === this.bin;
    this.bin.hidden = true;
    // The click that follows the drop must not open the step.
    const swallow = (click: Event): void => click.stopPropagation();
    this.canvas.viewport.addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => this.canvas.viewport.removeEventListener("click", swallow, { capture: true }), 50);
    if (!isDropped) return;
    if (wasBin) this.drop(this.id, null);
    else if (slot) this.drop(this.id, slot);
  }
}

// The picture and a numbered button for each area, in the same order as the fields.

import { el } from "../builder/dom";
import { isOutside, type Rect, type Size } from "./geometry";

const GRIPS = ["-1 -1", "0 -1", "1 -1", "-1 0", "1 0", "-1 1", "0 1", "1 1"];

export class Stage {
  readonly element: HTMLElement;
  private readonly image = el("img", { class: "ls-areas__picture", alt: "", draggable: "false" });
  private readonly draft = el("div", { class: "ls-areas__draft", hidden: true });
  private buttons: HTMLButtonElement[] = [];
  private chosen: number | null = null;

  constructor(private readonly name: (number: number, rect: Rect) => string) {
    this.element = el("div", { class: "ls-areas__stage" }, this.image, this.draft);
  }

  picture(src: string, size: Size): void {
    this.image.src = src;
    this.element.style.aspectRatio = `${size.width} / ${size.height}`;
  }

  /** Keeps the buttons that are there, so that none loses the keyboard. */
  draw(rects: (Rect | null)[], size: Size, chosen: number | null): void {
    for (const button of this.buttons.splice(rects.length)) button.remove();
    while (this.buttons.length < rects.length) {
      const index = this.buttons.length;
      const button = el("button", { type: "button", class: "ls-areas__area", "data-area": index });
      button.append(el("span", { class: "ls-areas__number" }, String(index + 1)));
      for (const grip of GRIPS)
        button.append(el("span", { class: "ls-areas__grip", "data-grip": grip, "aria-hidden": "true" }));
      this.buttons.push(button);
      this.element.append(button);
    }
    rects.forEach((rect, index) => {
      const button = this.buttons[index];
      if (!button) return;
      button.hidden = rect === null;
      if (!rect) return;
      place(button, rect, size);
      button.setAttribute("aria-label", this.name(index + 1, rect));
      button.classList.toggle("ls-areas__area--outside", isOutside(rect, size));
    });
    this.choose(chosen);
  }

  /** Shows a rectangle that is not kept yet, of an area or of a new one. */
  sketch(index: number | null, rect: Rect | null, size: Size | null): void {
    const shown = index === null ? this.draft : this.buttons[index];
    if (index === null) this.draft.hidden = !rect;
    if (shown && rect && size) place(shown, rect, size);
  }

  choose(index: number | null): void {
    this.chosen = index;
    this.buttons.forEach((button, at) =>
      button.classList.toggle("ls-areas__area--chosen", at === this.chosen),
    );
  }

  focus(index: number): void {
    this.buttons[index]?.focus({ preventScroll: true });
  }

  indexOf(target: EventTarget | null): number | null {
    const index = this.buttons.findIndex((button) => target instanceof Node && button.contains(target));
    return index < 0 ? null : index;
  }
}

function place(node: HTMLElement, rect: Rect, size: Size): void {
  const share = (part: number, all: number): string => `${(part / all) * 100}%`;
  node.style.left = share(rect.x, size.width);
  node.style.top = share(rect.y, size.height);
  node.style.width = share(rect.width, size.width);
  node.style.height = share(rect.height, size.height);
}

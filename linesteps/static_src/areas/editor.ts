// The picture of a rich message with its areas on it. What it shows comes from the number fields below it,
// and what is done here is written there.

import { el, fill } from "../builder/dom";
import type { Fields } from "./fields";
import { LAYOUTS, laidOut, moved, resized, type Rect, type Size } from "./geometry";
import { follow } from "./gesture";
import { layoutIcon } from "./layout-icon";
import { complaints } from "./problems";
import { Stage } from "./stage";

export interface Drawing {
  /** LINE's base width. */
  width: number;
  most: number;
  /** Of the picture's description; its `0` stands for the image. */
  url: string;
  /** What a new area holds besides its place. */
  blank: Record<string, unknown>;
  /** The field of an area in which somebody begins. */
  first: string;
  strings: Record<string, string>;
}

const ARROWS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const STEP = 10;

export class Editor {
  readonly element: HTMLElement;
  private readonly stage: Stage;
  private readonly note = el("p", { class: "ls-areas__note help" });
  private readonly status = el("div", { class: "ls-areas__status", role: "status", "aria-live": "polite" });
  /** What an act came to; `status` says how things are, and would take it away at once. */
  private readonly deed = el("p", { class: "ls-areas__deed", role: "status" });
  private readonly layouts: HTMLElement;
  private readonly tools: HTMLElement;
  private readonly giveUp: () => boolean;
  private size: Size | null = null;
  private image = "";
  private shape = "";
  private chosen: number | null = null;

  constructor(
    private readonly fields: Fields,
    private readonly drawing: Drawing,
  ) {
    const button = (name: string, onclick: () => void): HTMLButtonElement =>
      el("button", { type: "button", class: "button button-small button-secondary", onclick }, this.t(name));
    this.layouts = el(
      "div",
      { class: "ls-areas__layouts", role: "group", "aria-label": this.t("layouts") },
      ...Object.keys(LAYOUTS).map((name) =>
        el(
          "button",
          {
            type: "button",
            class: "ls-areas__layout",
            "aria-label": this.t(name),
            title: this.t(name),
            "data-layout": name,
            onclick: () => this.layOut(name),
          },
          layoutIcon(name),
        ),
      ),
    );
    this.tools = el(
      "div",
      { class: "ls-areas__tools" },
      button("add", () => this.addOne()),
      button("settings", () => this.chosen !== null && this.fields.open(this.chosen)),
      button("remove", () => this.chosen !== null && this.remove(this.chosen)),
    );
    this.stage = new Stage((number, rect) => fill(this.t("area"), { number, ...rect }));
    this.element = el(
      "div",
      { class: "ls-areas", role: "group", "aria-label": this.t("title") },
      this.note,
      this.layouts,
      this.stage.element,
      this.tools,
      this.deed,
      this.status,
      el("p", { class: "ls-areas__help help" }, this.t("help")),
    );
    this.stage.element.addEventListener("keydown", (event) => this.onKey(event));
    this.stage.element.addEventListener("dblclick", (event) => {
      const index = this.stage.indexOf(event.target);
      if (index !== null) this.fields.open(index);
    });
    this.stage.element.addEventListener("focusin", (event) => this.choose(this.stage.indexOf(event.target)));
    this.giveUp = follow({
      stage: this.stage.element,
      size: () => this.size,
      others: (index) => this.all((_, at) => at !== index),
      rect: (index) => this.fields.all()[index] ?? null,
      mayAdd: () => this.fields.count < this.drawing.most,
      choose: (index) => {
        this.choose(index);
        if (index !== null) this.stage.focus(index);
      },
      sketch: (index, rect) => {
        this.stage.sketch(index, rect, this.size);
        if (!rect) this.draw();
      },
      keep: (index, rect) => this.keep(index, rect),
    });
    this.choose(null);
    this.draw();
  }

  /** Shows the picture with this key, in this shape where there are several; an empty key for none. */
  async show(image: string, shape = ""): Promise<void> {
    const isSame = image === this.image && shape === this.shape;
    if (isSame && (this.size || !image)) return;
    [this.image, this.shape] = [image, shape];
    this.size = null;
    this.draw();
    if (!image) return;
    try {
      const url = this.drawing.url.replace(/0(?=\/?$)/, encodeURIComponent(image));
      const response = await fetch(shape ? `${url}?size=${encodeURIComponent(shape)}` : url);
      if (!response.ok) throw new Error(response.statusText);
      const { src, height } = (await response.json()) as { src: string; height: number };
      if (this.image !== image || this.shape !== shape) return;
      this.size = { width: this.drawing.width, height };
      this.stage.picture(src, this.size);
      this.draw();
    } catch {
      if (this.image === image && this.shape === shape) this.note.textContent = this.t("offline");
    }
  }

  /** Draws what the fields say. */
  draw(): void {
    const { size } = this;
    const rects = this.fields.all();
    this.fields.sort();
    if (this.chosen !== null && this.chosen >= rects.length) this.choose(null);
    for (const part of [this.stage.element, this.layouts, this.tools]) part.hidden = !size;
    this.note.hidden = Boolean(size);
    if (!this.image) this.note.textContent = this.t("noImage");
    else if (!size) this.note.textContent = "";
    if (size) this.stage.draw(rects, size, this.chosen);
    const said = size ? complaints(rects, size, this.drawing.strings) : [];
    // The same words again would be read aloud again.
    if (said.join("\n") !== this.told) this.status.replaceChildren(...said.map((one) => el("p", {}, one)));
  }

  /** Chooses the area whose fields have the keyboard. */
  chooseByField(node: Node): void {
    const index = this.fields.indexOf(node);
    if (index !== null) this.choose(index);
  }

  private get told(): string {
    return [...this.status.children].map((one) => one.textContent).join("\n");
  }

  private t(name: string): string {
    return this.drawing.strings[name] ?? name;
  }

  private all(keep: (rect: Rect | null, index: number) => boolean = () => true): Rect[] {
    return this.fields.all().filter((rect, index): rect is Rect => rect !== null && keep(rect, index));
  }

  private choose(index: number | null): void {
    this.chosen = index;
    this.stage.choose(index);
    this.fields.mark(index);
    for (const one of [...this.tools.children].slice(1) as HTMLButtonElement[]) one.disabled = index === null;
  }

  private keep(index: number | null, rect: Rect): void {
    this.deed.textContent = "";
    if (index !== null) this.fields.put(index, rect);
    const at = index ?? this.fields.add(rect);
    this.draw();
    this.choose(at);
    this.stage.focus(at);
  }

  private addOne(): void {
    const { size } = this;
    if (!size) return;
    if (this.fields.count >= this.drawing.most)
      return void (this.deed.textContent = fill(this.t("full"), { most: this.drawing.most }));
    const [width, height] = [Math.round(size.width / 4), Math.round(size.height / 4)];
    const x = Math.round((size.width - width) / 2);
    this.keep(null, { x, y: Math.round((size.height - height) / 2), width, height });
  }

  private remove(index: number): void {
    this.fields.remove(index);
    const next = Math.min(index, this.fields.count - 1);
    this.choose(null);
    this.draw();
    if (next >= 0) this.stage.focus(next);
    else this.layouts.querySelector("button")?.focus();
    this.deed.textContent = fill(this.t("removed"), { number: index + 1 });
  }

  /** Areas keep their links; only those that a smaller layout has no place for go. */
  private layOut(name: string): void {
    if (!this.size) return;
    const rects = laidOut(name, this.size);
    const extra = Array.from({ length: this.fields.count }, (_, index) => index).slice(rects.length);
    if (extra.some((index) => this.fields.hasWords(index)) && !window.confirm(this.t("fewer"))) return;
    this.deed.textContent = "";
    for (const index of extra.reverse()) this.fields.remove(index);
    rects.forEach((rect, index) => {
      if (index < this.fields.count) this.fields.put(index, rect);
      else this.fields.add(rect);
    });
    this.draw();
  }

  private onKey(event: KeyboardEvent): void {
    const index = this.stage.indexOf(event.target);
    const rect = index === null ? null : (this.fields.all()[index] ?? null);
    if (event.key === "Escape" && this.giveUp()) return this.done(event);
    if (index === null || !rect || !this.size) return;
    const way = ARROWS[event.key];
    if (way) {
      const step = event.ctrlKey || event.metaKey || event.altKey ? 1 : STEP;
      const [dx, dy] = [way[0] * step, way[1] * step];
      const grip = { x: dx ? 1 : 0, y: dy ? 1 : 0 } as const;
      const now = event.shiftKey ? resized(rect, grip, dx, dy, this.size) : moved(rect, dx, dy, this.size);
      this.fields.put(index, now);
      this.draw();
    } else if (event.key === "Delete" || event.key === "Backspace") this.remove(index);
    else if (event.key === "Enter") this.fields.open(index);
    else return;
    this.done(event);
  }

  /** Keys that mean something here mean nothing to the builder around. */
  private done(event: Event): void {
    event.preventDefault();
    event.stopPropagation();
  }
}

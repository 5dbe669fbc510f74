// The picture: lists as columns, branches as rows of columns, lines drawn behind them.
//
// It is one tab stop, and hidden from screen readers: they have the outline, which can do the same.

import { drawStep, signature } from "./card";
import type { Course } from "./course";
import { el, icon, svg } from "./dom";
import { flowLines, jumpPath, type Line, Ruler } from "./edges";
import { type Holder, pathsOf, type Slot, type Spot } from "./model";
import type { Plain } from "./types";

interface Drawn {
  node: HTMLElement;
  text: string;
}

export interface CanvasEvents {
  pick(id: string): void;
  add(slot: Slot, anchor: HTMLElement): void;
  start(): void;
}

/** How a picture differs from the builder's own: what stands on the lines, around the steps, on the paths. */
export interface Dress {
  /** Instead of the button that adds a step. */
  gap?(slot: Slot): HTMLElement;
  step?(drawn: HTMLElement, spot: Spot): HTMLElement;
  path?(label: HTMLElement, step: Plain, path: Holder): HTMLElement;
  /** How thick the line is at a gap or the label of a path; null: not drawn as used. */
  width?(place: Element): number | null;
}

export class Canvas {
  readonly stage = el("div", { class: "ls-stage", "aria-hidden": "true" });
  readonly viewport = el("div", { class: "ls-canvas", tabindex: 0, role: "application" }, this.stage);
  nodes = new Map<string, HTMLElement>();
  zoom = 1;
  /** Called when everything has its place. */
  onDrawn: (ruler: Ruler) => void = () => {};
  private revealing: string | null = null;
  private drawn = new Map<string, Drawn>();
  private readonly slots = new WeakMap<Element, Slot>();
  private readonly lines = svg("g");
  private readonly jumps = svg("path", { class: "ls-line ls-line--jump" });
  private readonly edges = svg("svg", { class: "ls-edges" });
  private measuring = 0;

  constructor(
    private readonly builder: Course,
    private readonly events: CanvasEvents,
    private readonly dress: Dress = {},
  ) {
    this.viewport.setAttribute("aria-label", builder.t("canvas"));
    this.viewport.setAttribute("aria-description", builder.t("canvasHelp"));
    this.edges.append(this.lines, this.jumps);
    this.stage.addEventListener("click", (event) => this.onClick(event));
    // The picture as a whole has the keyboard, not a card that the next drawing takes away.
    this.stage.addEventListener("mousedown", (event) => {
      event.preventDefault();
      // Whoever points needs no frame around the picture.
      const quietly: FocusOptions & { focusVisible: boolean } = { preventScroll: true, focusVisible: false };
      this.viewport.focus(quietly);
    });
    new ResizeObserver(() => this.measureSoon()).observe(this.stage);
  }

  slotOf(element: Element | null): Slot | undefined {
    return element ? this.slots.get(element) : undefined;
  }

  get slotElements(): HTMLElement[] {
    return [...this.stage.querySelectorAll<HTMLElement>(".ls-slot")];
  }

  draw(): void {
    const before = this.drawn;
    this.drawn = new Map();
    this.nodes = new Map();
    const start = el(
      "button",
      { type: "button", class: "ls-start", tabindex: -1, title: this.builder.t("startEdit") },
      icon("user"),
      el("span", {}, this.builder.whole?.start ?? this.builder.t("start")),
    );
    const flow = this.flow(this.builder.steps, null, "", before);
    const parts: Node[] = [this.edges, start, flow];
    if (this.builder.steps.length === 0) parts.push(this.blank());
    this.stage.replaceChildren(...parts);
    this.showSelection();
    this.measureSoon();
  }

  private blank(): HTMLElement {
    const slot: Slot = { parent: null, key: "", index: 0 };
    const button = el("button", { type: "button", class: "button ls-blank__button", tabindex: -1 });
    button.textContent = this.builder.t("blankButton");
    this.slots.set(button, slot);
    return el("div", { class: "ls-blank" }, el("p", {}, this.builder.t("blank")), button);
  }

  private flow(steps: Plain[], parent: string | null, key: string, before: Map<string, Drawn>): HTMLElement {
    const flow = el("div", { class: "ls-flow" });
    steps.forEach((step, index) => {
      flow.append(this.slot({ parent, key, index }));
      const node = this.node(step, before);
      flow.append(node);
      const isEnding = this.builder.card(step).isEnd || this.paths(step, flow, before);
      if (isEnding) {
        flow.classList.add("ls-flow--ended");
        node.classList.add("ls-ending");
      } else node.classList.remove("ls-ending");
    });
    flow.append(this.slot({ parent, key, index: steps.length }));
    return flow;
  }

  /** Draws the paths of a step behind it; tells whether all of them end. */
  private paths(step: Plain, flow: HTMLElement, before: Map<string, Drawn>): boolean {
    const paths = pathsOf(step);
    if (paths.length === 0) return false;
    const row = el("div", { class: "ls-paths" });
    for (const path of paths) {
      const chip = el("span", { class: "ls-chip" }, this.builder.pathLabel(step, path));
      const label = this.dress.path?.(chip, step, path) ?? chip;
      row.append(el("div", { class: "ls-path" }, label, this.flow(path.steps, step.id, path.key, before)));
    }
    flow.append(row);
    const isOver = [...row.children].every((path) =>
      path.lastElementChild?.classList.contains("ls-flow--ended"),
    );
    if (!isOver) flow.append(el("span", { class: "ls-join", title: this.builder.t("rejoin") }));
    return isOver;
  }

  private slot(slot: Slot): HTMLElement {
    if (this.dress.gap) return this.dress.gap(slot);
    const button = el("button", { type: "button", class: "ls-slot", tabindex: -1 });
    button.title = this.builder.t("addHere");
    this.slots.set(button, slot);
    return button;
  }

  /** The element of a step: the one that is there already, if it would look the same. */
  private node(step: Plain, before: Map<string, Drawn>): HTMLElement {
    const spot = this.builder.spots.get(step.id);
    if (!spot) throw new Error(`linesteps: step ${step.id} is nowhere`);
    const text = signature(this.builder, spot);
    const known = before.get(step.id);
    const drawn = known?.text === text ? known : { node: this.draft(spot), text };
    this.drawn.set(step.id, drawn);
    this.nodes.set(step.id, drawn.node);
    return drawn.node;
  }

  private draft(spot: Spot): HTMLElement {
    const node = drawStep(this.builder, spot);
    return this.dress.step?.(node, spot) ?? node;
  }

  private readonly onClick = (event: MouseEvent): void => {
    const target = event.target as Element;
    if (target.closest("a")) return;
    const slot = target.closest<HTMLElement>(".ls-slot, .ls-blank__button");
    const id = target.closest<HTMLElement>("[data-id]")?.dataset["id"];
    const place = this.slotOf(slot);
    if (slot && place) this.events.add(place, slot);
    else if (target.closest(".ls-start")) this.events.start();
    else if (id) this.events.pick(id);
  };

  // -- lines --

  measureSoon(): void {
    cancelAnimationFrame(this.measuring);
    this.measuring = requestAnimationFrame(() => this.measure());
  }

  private measure(): void {
    const ruler = new Ruler(this.stage, this.zoom);
    const start = this.stage.querySelector(".ls-start");
    const first = this.stage.querySelector(".ls-flow > *");
    const lines: Line[] = [];
    if (start && first) {
      const [from, to] = [ruler.box(start), ruler.box(first)];
      lines.push({ path: `M${from.middle} ${from.bottom}V${to.bottom}`, place: first });
    }
    // All reading of boxes first, then all writing: else the page is laid out again and again.
    lines.push(...flowLines(this.stage, ruler, this.dress.width !== undefined));
    const jumps = jumpPath(this.builder, this.nodes, ruler);
    this.onDrawn(ruler);
    this.lines.replaceChildren(...this.strokes(lines));
    this.jumps.setAttribute("d", jumps);
    const id = this.revealing;
    this.revealing = null;
    this.show(id);
  }

  /** One stroke for all lines, or one for each where they differ. */
  private strokes(lines: Line[]): SVGElement[] {
    const { dress } = this;
    if (!dress.width) return [svg("path", { class: "ls-line", d: lines.map((line) => line.path).join("") })];
    return lines.map(({ path, place }) => {
      const thick = (place && dress.width?.(place)) ?? null;
      const look = thick === null ? { class: "ls-line ls-line--idle" } : { class: "ls-line" };
      const stroke = svg("path", { ...look, d: path });
      if (thick !== null) stroke.style.strokeWidth = String(thick);
      return stroke;
    });
  }

  // -- selection and sight --

  showSelection(): void {
    for (const node of this.stage.querySelectorAll(".ls-selected")) node.classList.remove("ls-selected");
    this.nodes.get(this.builder.selected ?? "")?.classList.add("ls-selected");
  }

  /** Marks the step at which a simulation stands. */
  highlight(id: string | null): void {
    for (const node of this.stage.querySelectorAll(".ls-here")) node.classList.remove("ls-here");
    if (id) this.nodes.get(id)?.classList.add("ls-here");
    if (id) this.reveal(id);
  }

  /** Brings a step into sight, when the picture has its places. */
  reveal(id: string | null): void {
    this.revealing = id;
    this.measureSoon();
  }

  private show(id: string | null): void {
    const node = id ? this.nodes.get(id) : undefined;
    if (!node) return;
    const [inner, outer] = [node.getBoundingClientRect(), this.viewport.getBoundingClientRect()];
    const margin = 48;
    const off = (low: number, high: number, min: number, max: number): number =>
      low < min + margin ? low - min - margin : high > max - margin ? high - max + margin : 0;
    this.viewport.scrollBy({
      left: off(inner.left, inner.right, outer.left, outer.right),
      top: off(inner.top, inner.bottom, outer.top, outer.bottom),
    });
  }
}

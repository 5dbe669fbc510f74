// The picture: lists as columns, branches as rows of columns, lines drawn behind them.
//
// It is one tab stop, and hidden from screen readers: they have the outline, which can do the same.

import type { Course } from "./course";
import { el, icon, setText, svg } from "./dom";
import type { Dress } from "./dress";
import { flowLines, jumpPath, type Line, Ruler } from "./edges";
import { Flow } from "./flow";
import { keyOf, type Slot } from "./model";

export interface CanvasEvents {
  pick(id: string, path: string | null): void;
  add(slot: Slot, anchor: HTMLElement): void;
  start(anchor: Element): void;
  /** Left out where nothing can be done with a step. */
  more?(id: string, at: Element | { x: number; y: number }): void;
}

export class Canvas {
  readonly stage = el("div", { class: "ls-stage", "aria-hidden": "true" });
  /** As large as the stage looks: it is only scaled, so that a change of size lays out nothing. */
  private readonly sizer = el("div", { class: "ls-sizer" }, this.stage);
  readonly viewport = el("div", { class: "ls-canvas", tabindex: 0, role: "application" }, this.sizer);
  readonly nodes = new Map<string, HTMLElement>();
  zoom = 1;
  /** Called when everything has its place. */
  onDrawn: (ruler: Ruler) => void = () => {};
  /** Called before everything is measured: what moves has to come to rest. */
  onMeasure: () => void = () => {};
  /** Called when it looks larger or smaller than before. */
  onResized: () => void = () => {};
  /** How often everything was measured: each act shall need it once. */
  measured = 0;
  private readonly slots = new WeakMap<Element, () => Slot>();
  private readonly flow: Flow;
  private readonly startWords = el("span", {});
  private readonly blank: HTMLElement;
  private readonly more: HTMLButtonElement;
  private readonly lines = svg("g");
  private readonly jumps = svg("path", { class: "ls-line ls-line--jump" });
  private measuring = 0;
  private revealing: string | null = null;
  /** Of the stage at its natural scale, and how far it stands from the left of what scrolls. */
  size = { width: 0, height: 0 };
  left = 0;
  private seen = "";

  constructor(
    private readonly builder: Course,
    private readonly events: CanvasEvents,
    private readonly dress: Dress = {},
  ) {
    const { nodes, slots } = this;
    this.viewport.setAttribute("aria-label", builder.t("canvas"));
    this.viewport.setAttribute("aria-description", builder.t("canvasHelp"));
    const edges = svg("svg", { class: "ls-edges" });
    edges.append(this.lines, this.jumps);
    this.flow = new Flow({ builder, dress, nodes, slots }, null, "");
    this.blank = this.makeBlank();
    this.more = el("button", { type: "button", class: "ls-more", tabindex: -1, title: builder.t("acts") });
    this.more.append(icon("dots-horizontal"));
    const start = el(
      "button",
      { type: "button", class: "ls-start", tabindex: -1, title: builder.t("startEdit") },
      icon("user"),
      this.startWords,
    );
    this.stage.append(edges, start, this.flow.element, this.blank, this.more);
    this.stage.addEventListener("click", (event) => this.onClick(event));
    this.stage.addEventListener("contextmenu", (event) => this.onContextMenu(event));
    // The picture as a whole has the keyboard, not a card that the next drawing takes away.
    this.stage.addEventListener("mousedown", (event) => {
      event.preventDefault();
      // Whoever points needs no frame around the picture.
      const quietly: FocusOptions & { focusVisible: boolean } = { preventScroll: true, focusVisible: false };
      this.viewport.focus(quietly);
    });
    // Of a size that was measured already, nobody needs to hear.
    const sizes = new ResizeObserver(() => {
      if (this.sizes() !== this.seen) this.measureSoon();
    });
    sizes.observe(this.stage);
    sizes.observe(this.viewport);
  }

  slotOf(element: Element | null): Slot | undefined {
    return element ? this.slots.get(element)?.() : undefined;
  }

  get slotElements(): HTMLElement[] {
    return [...this.stage.querySelectorAll<HTMLElement>(".ls-slot")];
  }

  /** @param hasNewWords whether the server has said something, besides a change of the steps */
  draw(hasNewWords = true): void {
    const { builder } = this;
    setText(this.startWords, builder.whole?.start ?? builder.t("start"));
    this.flow.update(builder.steps, hasNewWords);
    this.blank.hidden = builder.steps.length > 0;
    this.showSelection();
    this.measureSoon();
  }

  private makeBlank(): HTMLElement {
    const { builder } = this;
    const button = el("button", { type: "button", class: "button ls-blank__button", tabindex: -1 });
    button.textContent = builder.t("blankButton");
    this.slots.set(button, () => ({ parent: null, key: "", index: 0 }));
    return el("div", { class: "ls-blank" }, el("p", {}, builder.t("blank")), button);
  }

  private readonly onClick = (event: MouseEvent): void => {
    const target = event.target as Element;
    if (target.closest("a")) return;
    const slot = target.closest<HTMLElement>(".ls-slot, .ls-blank__button");
    const id = target.closest<HTMLElement>("[data-id]")?.dataset["id"];
    const chip = target.closest<HTMLElement>(".ls-chip");
    const place = this.slotOf(slot);
    if (slot && place) this.events.add(place, slot);
    else if (target.closest(".ls-more") && this.builder.selected)
      this.events.more?.(this.builder.selected, this.more);
    else if (target.closest(".ls-start")) this.events.start(target.closest(".ls-start") ?? target);
    else if (chip) this.events.pick(chip.dataset["of"] ?? "", chip.dataset["path"] ?? null);
    else if (id) this.events.pick(id, null);
  };

  private onContextMenu(event: MouseEvent): void {
    const id = (event.target as Element).closest<HTMLElement>("[data-id]")?.dataset["id"];
    // A long press of a finger lifts the card instead.
    if (!id || !this.events.more || (event as PointerEvent).pointerType === "touch") return;
    event.preventDefault();
    this.events.more?.(id, { x: event.clientX, y: event.clientY });
  }

  // -- lines --

  measureSoon(): void {
    cancelAnimationFrame(this.measuring);
    this.measuring = requestAnimationFrame(() => this.measure());
  }

  private sizes(): string {
    const { stage, viewport } = this;
    return [stage.offsetWidth, stage.offsetHeight, viewport.clientWidth, viewport.clientHeight].join(" ");
  }

  private measure(): void {
    this.onMeasure();
    this.measured++;
    this.seen = this.sizes();
    // All reading of boxes first, then all writing: else the page is laid out again and again.
    const { offsetWidth: width, offsetHeight: height } = this.stage;
    const ruler = new Ruler(this.stage, this.zoom);
    const lines = this.linesOf(ruler);
    const jumps = jumpPath(this.builder, this.nodes, ruler);
    const selected = this.builder.path === null ? this.nodes.get(this.builder.selected ?? "") : undefined;
    const corner = selected && ruler.box(selected);
    this.onDrawn(ruler);
    this.lines.replaceChildren(...this.strokes(lines));
    this.jumps.setAttribute("d", jumps);
    this.more.hidden = !corner || !this.events.more;
    if (corner) this.more.style.translate = `${corner.right}px ${corner.top}px`;
    this.size = { width, height };
    this.resize();
    const id = this.revealing;
    this.revealing = null;
    this.show(id);
  }

  private linesOf(ruler: Ruler): Line[] {
    const { stage } = this;
    const [start, first] = [stage.querySelector(".ls-start"), stage.querySelector(".ls-flow > *")];
    const lines = flowLines(stage, ruler, this.dress.width !== undefined);
    if (!start || !first) return lines;
    const [from, to] = [ruler.box(start), ruler.box(first)];
    return [{ path: `M${from.middle} ${from.bottom}V${to.bottom}`, place: first }, ...lines];
  }

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

  /** Gives the stage its scale, and the sizer the size that the stage then seems to have. */
  resize(): void {
    const { stage, sizer, viewport, zoom } = this;
    const [width, height] = [this.size.width * zoom, this.size.height * zoom];
    this.left = Math.max(0, (viewport.clientWidth - width) / 2);
    sizer.style.width = `${width}px`;
    sizer.style.height = `${height}px`;
    stage.style.transform = `translateX(${this.left}px) scale(${zoom})`;
    this.onResized();
  }

  // -- selection and sight --

  showSelection(): void {
    const { selected: id, path } = this.builder;
    const selected = this.nodes.get(keyOf(id ?? "", path));
    for (const node of this.stage.querySelectorAll(".ls-selected"))
      if (node !== selected) node.classList.remove("ls-selected");
    selected?.classList.add("ls-selected");
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
    const node = id ? (this.nodes.get(keyOf(id, this.builder.path)) ?? this.nodes.get(id)) : undefined;
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

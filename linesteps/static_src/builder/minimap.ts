// The whole picture, small, with a frame around what is in sight. Only for long scenarios.

import type { Course } from "./course";
import type { Canvas } from "./canvas";
import { svg } from "./dom";
import type { Ruler } from "./edges";

const FROM_STEPS = 13;
const MOST = { width: 140, height: 190 };

export class Minimap {
  readonly element = svg("svg", { class: "ls-minimap", "aria-hidden": "true" });
  private readonly cards = svg("path", { class: "ls-minimap__cards" });
  private readonly frame = svg("rect", { class: "ls-minimap__frame" });
  /** Whether it is wanted at all. */
  isWanted = true;
  private scale = 1;

  constructor(
    private readonly builder: Course,
    private readonly canvas: Canvas,
  ) {
    this.element.append(this.cards, this.frame);
    canvas.onDrawn = (ruler) => this.draw(ruler);
    canvas.onResized = () => this.showFrame();
    canvas.viewport.addEventListener("scroll", () => this.showFrame(), { passive: true });
    this.element.addEventListener("pointerdown", (event) => {
      const go = (at: PointerEvent): void => this.go(at);
      go(event);
      this.element.setPointerCapture(event.pointerId);
      this.element.addEventListener("pointermove", go);
      this.element.addEventListener("pointerup", () => this.element.removeEventListener("pointermove", go), {
        once: true,
      });
    });
  }

  draw(ruler: Ruler): void {
    const isShown = this.isWanted && this.builder.spots.size >= FROM_STEPS;
    this.element.style.display = isShown ? "" : "none";
    if (!isShown) return;
    const parts: string[] = [];
    let [width, height] = [1, 1];
    for (const [id, node] of this.canvas.nodes) {
      if (!this.builder.spots.has(id)) continue;
      const { left, right, top, bottom } = ruler.box(node);
      parts.push(`M${left} ${top}H${right}V${bottom}H${left}Z`);
      [width, height] = [Math.max(width, right + 20), Math.max(height, bottom + 20)];
    }
    this.showFrame();
    this.cards.setAttribute("d", parts.join(""));
    this.scale = Math.min(MOST.width / width, MOST.height / height);
    this.element.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.element.setAttribute("width", String(Math.max(24, width * this.scale)));
    this.element.setAttribute("height", String(height * this.scale));
    this.element.setAttribute("preserveAspectRatio", "xMidYMid meet");
  }

  private origin(): { x: number; y: number } {
    const [stage, view] = [this.canvas.stage, this.canvas.viewport].map((one) => one.getBoundingClientRect());
    return { x: (view?.left ?? 0) - (stage?.left ?? 0), y: (view?.top ?? 0) - (stage?.top ?? 0) };
  }

  private showFrame(): void {
    if (this.element.style.display === "none") return;
    const { zoom, viewport } = this.canvas;
    const { x, y } = this.origin();
    const at = { x, y, width: viewport.clientWidth, height: viewport.clientHeight };
    for (const [name, value] of Object.entries(at)) {
      // What moves by less than half a pixel of the small picture is not drawn again.
      const part = Math.round((value / zoom) * this.scale * 2) / 2 / this.scale;
      if (this.frame.getAttribute(name) !== String(part)) this.frame.setAttribute(name, String(part));
    }
  }

  private go(event: PointerEvent): void {
    const box = this.element.getBoundingClientRect();
    const { zoom, viewport } = this.canvas;
    const unit = zoom / this.scale;
    const drawn = (this.element as SVGSVGElement).viewBox.baseVal.width * this.scale;
    const left = box.left + (box.width - drawn) / 2;
    const { x, y } = this.origin();
    viewport.scrollBy(
      (event.clientX - left) * unit - viewport.clientWidth / 2 - x,
      (event.clientY - box.top) * unit - viewport.clientHeight / 2 - y,
    );
  }
}

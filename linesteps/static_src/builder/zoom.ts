// Size and sight of the picture: buttons, wheel with Ctrl, dragging the background.

import type { Canvas } from "./canvas";

const LEAST = 0.25;
const MOST = 2;
const STEP = 1.2;

export class Zoom {
  onChange: (percent: number) => void = () => {};

  constructor(private readonly canvas: Canvas) {
    const { viewport } = canvas;
    viewport.addEventListener(
      "wheel",
      (event) => {
        if (!event.ctrlKey && !event.metaKey) return;
        event.preventDefault();
        this.set(this.canvas.zoom * Math.exp(-event.deltaY / 300), event.clientX, event.clientY);
      },
      { passive: false },
    );
    viewport.addEventListener("pointerdown", (event) => this.pan(event));
  }

  in(): void {
    this.set(this.canvas.zoom * STEP);
  }

  out(): void {
    this.set(this.canvas.zoom / STEP);
  }

  /** Keeps what is under (x, y), or in the middle, where it is. */
  set(zoom: number, x?: number, y?: number): void {
    const { canvas } = this;
    const { viewport, stage } = canvas;
    const next = Math.min(MOST, Math.max(LEAST, zoom));
    const rect = viewport.getBoundingClientRect();
    const [fromLeft, fromTop] = [
      (x ?? rect.left + rect.width / 2) - rect.left,
      (y ?? rect.top + rect.height / 2) - rect.top,
    ];
    const ratio = next / canvas.zoom;
    const [left, top] = [viewport.scrollLeft + fromLeft, viewport.scrollTop + fromTop];
    canvas.zoom = next;
    stage.style.zoom = String(next);
    viewport.scrollLeft = left * ratio - fromLeft;
    viewport.scrollTop = top * ratio - fromTop;
    canvas.measureSoon();
    this.onChange(Math.round(next * 100));
  }

  fit(): void {
    const { viewport, stage, zoom } = this.canvas;
    const [width, height] = [stage.scrollWidth, stage.scrollHeight];
    const content = stage.getBoundingClientRect();
    const wanted = Math.min(
      viewport.clientWidth / Math.max(width, content.width / zoom),
      viewport.clientHeight / Math.max(height, content.height / zoom),
      1,
    );
    this.set(Math.max(wanted, LEAST));
    this.centre();
    viewport.scrollTop = 0;
  }

  /** As large as the whole width allows, but legible; from the top. */
  fitWidth(least = 0.6): void {
    const { viewport, stage, zoom } = this.canvas;
    const wanted =
      viewport.clientWidth / Math.max(stage.scrollWidth, stage.getBoundingClientRect().width / zoom);
    this.set(Math.max(Math.min(wanted, 1), least));
    this.centre();
    viewport.scrollTop = 0;
  }

  centre(): void {
    const { viewport, stage } = this.canvas;
    const [start, view] = [stage.querySelector(".ls-start"), viewport].map((one) =>
      one?.getBoundingClientRect(),
    );
    if (start && view) viewport.scrollLeft += start.left + start.width / 2 - view.left - view.width / 2;
  }

  private pan(event: PointerEvent): void {
    const { viewport } = this.canvas;
    const isBackground = !(event.target as Element).closest("button");
    if (event.pointerType === "touch" || event.button > 1 || (event.button === 0 && !isBackground)) return;
    let [x, y] = [event.clientX, event.clientY];
    const onMove = (moved: PointerEvent): void => {
      viewport.scrollBy(x - moved.clientX, y - moved.clientY);
      [x, y] = [moved.clientX, moved.clientY];
      viewport.classList.add("ls-canvas--panning");
    };
    const onUp = (): void => {
      viewport.classList.remove("ls-canvas--panning");
      document.removeEventListener("pointermove", onMove);
      document.removeEventListener("pointerup", onUp);
      document.removeEventListener("pointercancel", onUp);
    };
    document.addEventListener("pointermove", onMove);
    document.addEventListener("pointerup", onUp);
    document.addEventListener("pointercancel", onUp);
  }
}

// Size and sight of the picture: buttons, wheel with Ctrl, two fingers, dragging the background.

import type { Canvas } from "./canvas";
import { Gesture, type Point } from "./gesture";

const LEAST = 0.25;
const MOST = 2;
const STEP = 1.2;
const REST_MS = 200;

/** Where two fingers are: their middle, and how far they are apart. */
function grip(touches: TouchList): Point & { apart: number } {
  const [one, two] = [touches[0], touches[1]] as [Touch, Touch];
  const [x, y] = [(one.clientX + two.clientX) / 2, (one.clientY + two.clientY) / 2];
  return { x, y, apart: Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY) };
}

export class Zoom {
  /** Called at rest only: to write anything on the page costs as much as a frame of the movement. */
  onChange: (percent: number) => void = () => {};
  private wanted: { zoom: number; at: Point; by: Point } | null = null;
  private gesture: Gesture | null = null;
  private frame = 0;
  private resting: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly canvas: Canvas) {
    const { viewport } = canvas;
    canvas.onMeasure = () => this.rest();
    viewport.addEventListener("wheel", (event) => this.onWheel(event), { passive: false });
    viewport.addEventListener("pointerdown", (event) => this.pan(event));
    viewport.addEventListener("touchstart", (event) => this.pinch(event), { passive: false });
  }

  in(): void {
    this.set(this.canvas.zoom * STEP);
  }

  out(): void {
    this.set(this.canvas.zoom / STEP);
  }

  /** Keeps what is in the middle where it is. */
  set(zoom: number): void {
    this.rest();
    const { viewport } = this.canvas;
    const rect = viewport.getBoundingClientRect();
    this.move(zoom, { x: rect.left + viewport.clientWidth / 2, y: rect.top + viewport.clientHeight / 2 });
    this.rest();
  }

  /** As `set`, around `at` and moved along; it comes to rest when nothing more happens. */
  private move(zoom: number, at: Point, by: Point = { x: 0, y: 0 }): void {
    this.gesture ??= new Gesture(this.canvas);
    this.gesture.move(Math.min(MOST, Math.max(LEAST, zoom)), at, by);
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.rest(), REST_MS);
  }

  /** While it moves, the picture is a layer of its own; at rest it is not, or its words would be blurred. */
  private rest(): void {
    clearTimeout(this.resting);
    const { gesture } = this;
    this.gesture = null;
    if (!gesture) return;
    gesture.end();
    this.onChange(Math.round(this.canvas.zoom * 100));
  }

  fit(): void {
    this.rest();
    const { viewport, stage } = this.canvas;
    const wanted = Math.min(
      viewport.clientWidth / Math.max(1, stage.offsetWidth),
      viewport.clientHeight / Math.max(1, stage.offsetHeight),
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
    this.rest();
    const { viewport, stage } = this.canvas;
    const [start, view] = [stage.querySelector(".ls-start"), viewport].map((one) =>
      one?.getBoundingClientRect(),
    );
    if (start && view) viewport.scrollLeft += start.left + start.width / 2 - view.left - view.width / 2;
  }

  private onWheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) {
      this.rest();
      return;
    }
    event.preventDefault();
    this.soon(Math.exp(-event.deltaY / 300), { x: event.clientX, y: event.clientY });
  }

  /** Once for each frame, however many events come. */
  private soon(ratio: number, at: Point, by: Point = { x: 0, y: 0 }): void {
    const before = this.wanted ?? { zoom: this.canvas.zoom, by: { x: 0, y: 0 } };
    const moved = { x: before.by.x + by.x, y: before.by.y + by.y };
    this.wanted = { zoom: before.zoom * ratio, at, by: moved };
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      if (this.wanted) this.move(this.wanted.zoom, this.wanted.at, this.wanted.by);
      this.wanted = null;
    });
  }

  private pinch(first: TouchEvent): void {
    if (first.touches.length !== 2) return;
    first.preventDefault();
    const { viewport } = this.canvas;
    let last = grip(first.touches);
    const done = new AbortController();
    const { signal } = done;
    const onMove = (event: TouchEvent): void => {
      if (event.touches.length !== 2) return;
      event.preventDefault();
      const now = grip(event.touches);
      this.soon(now.apart / Math.max(1, last.apart), last, { x: now.x - last.x, y: now.y - last.y });
      last = now;
    };
    viewport.addEventListener("touchmove", onMove, { signal, passive: false });
    for (const type of ["touchend", "touchcancel"])
      viewport.addEventListener(type, () => done.abort(), { signal });
  }

  private pan(event: PointerEvent): void {
    const { viewport } = this.canvas;
    const isBackground = !(event.target as Element).closest("button");
    if (event.pointerType === "touch" || event.button > 1 || (event.button === 0 && !isBackground)) return;
    this.rest();
    let [x, y] = [event.clientX, event.clientY];
    const done = new AbortController();
    const { signal } = done;
    const onMove = (moved: PointerEvent): void => {
      viewport.scrollBy(x - moved.clientX, y - moved.clientY);
      [x, y] = [moved.clientX, moved.clientY];
      viewport.classList.add("ls-canvas--panning");
    };
    const onUp = (): void => {
      viewport.classList.remove("ls-canvas--panning");
      done.abort();
    };
    document.addEventListener("pointermove", onMove, { signal });
    document.addEventListener("pointerup", onUp, { signal });
    document.addEventListener("pointercancel", onUp, { signal });
  }
}

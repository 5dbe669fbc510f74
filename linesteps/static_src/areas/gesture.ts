// One drag on the picture: a new area, a moved one or one of another size. Mouse, pen and touch alike.

import {
  between,
  moved,
  resized,
  SMALLEST,
  snapped,
  snappedPoint,
  type Grip,
  type Rect,
  type Size,
} from "./geometry";

/** Less than this on the screen is a tap. */
const STILL_PX = 5;

export interface Surface {
  stage: HTMLElement;
  size(): Size | null;
  /** The areas, without the one at `index`. */
  others(index: number | null): Rect[];
  rect(index: number): Rect | null;
  mayAdd(): boolean;
  choose(index: number | null): void;
  /** Shows a rectangle that is not kept yet; null takes it away. */
  sketch(index: number | null, rect: Rect | null): void;
  keep(index: number | null, rect: Rect): void;
}

interface Drag {
  pointer: number;
  index: number | null;
  grip: Grip | null;
  from: { x: number; y: number };
  client: { x: number; y: number };
  before: Rect | null;
  now: Rect | null;
}

/** Follows pointers on the surface; returns how to give up the drag under way, which says whether there was one. */
export function follow(surface: Surface): () => boolean {
  const { stage } = surface;
  let drag: Drag | null = null;

  const point = (event: PointerEvent, size: Size): { x: number; y: number } => {
    const box = stage.getBoundingClientRect();
    return {
      x: ((event.clientX - box.left) / box.width) * size.width,
      y: ((event.clientY - box.top) / box.height) * size.height,
    };
  };

  const giveUp = (): boolean => {
    if (!drag) return false;
    const { pointer, index, now } = drag;
    drag = null;
    if (stage.hasPointerCapture(pointer)) stage.releasePointerCapture(pointer);
    surface.sketch(index, null);
    return now !== null;
  };

  stage.addEventListener("pointerdown", (event) => {
    const size = surface.size();
    if (!size || drag || event.button !== 0 || !(event.target instanceof Element)) return;
    const area = event.target.closest<HTMLElement>("[data-area]");
    const index = area ? Number(area.dataset["area"]) : null;
    const held = event.target.closest<HTMLElement>("[data-grip]")?.dataset["grip"]?.split(" ").map(Number);
    surface.choose(index);
    if (index === null && !surface.mayAdd()) return;
    const before = index === null ? null : surface.rect(index);
    if (index !== null && !before) return;
    const grip = held ? ({ x: held[0], y: held[1] } as Grip) : null;
    const client = { x: event.clientX, y: event.clientY };
    drag = { pointer: event.pointerId, index, grip, from: point(event, size), client, before, now: null };
    stage.setPointerCapture(event.pointerId);
  });

  stage.addEventListener("pointermove", (event) => {
    const size = surface.size();
    if (!drag || event.pointerId !== drag.pointer || !size) return;
    const distance = Math.hypot(event.clientX - drag.client.x, event.clientY - drag.client.y);
    if (!drag.now && distance < STILL_PX) return;
    const at = point(event, size);
    const [dx, dy] = [at.x - drag.from.x, at.y - drag.from.y];
    let { grip } = drag;
    let rect: Rect;
    if (!drag.before) {
      const from = event.altKey ? drag.from : snappedPoint(drag.from, surface.others(null), size);
      rect = between(from, at, size);
      grip = { x: dx < 0 ? -1 : 1, y: dy < 0 ? -1 : 1 };
    } else if (grip) rect = resized(drag.before, grip, dx, dy, size);
    else rect = moved(drag.before, dx, dy, size);
    drag.now = event.altKey ? rect : snapped(rect, grip, surface.others(drag.index), size);
    surface.sketch(drag.index, drag.now);
  });

  stage.addEventListener("pointerup", (event) => {
    if (!drag || event.pointerId !== drag.pointer) return;
    const { index, now } = drag;
    giveUp();
    if (now && now.width >= SMALLEST && now.height >= SMALLEST) surface.keep(index, now);
  });
  stage.addEventListener("pointercancel", () => void giveUp());
  return giveUp;
}

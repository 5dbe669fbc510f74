// A change of size that goes on, by wheel or two fingers: until it rests, the picture is only transformed.
//
// To scroll and to give the picture its size in each frame would have most of it painted anew in each frame;
// so would a view that can be scrolled at all.

import type { Canvas } from "./canvas";

export interface Point {
  x: number;
  y: number;
}

const MOVING = "ls-canvas--zooming";

export class Gesture {
  /** Where the stage would be on the screen without its transform. */
  private readonly origin: Point;
  /** Where it looks to be. */
  private at: Point;
  private readonly view: { left: number; top: number; width: number; height: number };

  constructor(private readonly canvas: Canvas) {
    const { viewport, stage } = canvas;
    // With the room that its scroll bars take.
    const [width, height] = [viewport.clientWidth, viewport.clientHeight];
    const [outer, seen] = [viewport.getBoundingClientRect(), stage.getBoundingClientRect()];
    this.view = { left: outer.left, top: outer.top, width, height };
    this.at = { x: seen.left, y: seen.top };
    this.origin = { x: seen.left - canvas.left, y: seen.top };
    viewport.classList.add(MOVING);
    stage.style.willChange = "transform";
  }

  /** As large as `zoom`, with what is under `at` where it is, and moved along; never out of sight. */
  move(zoom: number, at: Point, by: Point): void {
    const { canvas, view, origin } = this;
    const ratio = zoom / canvas.zoom;
    canvas.zoom = zoom;
    const inside = (start: number, room: number, size: number, wanted: number, spare: number): number =>
      size <= room ? start + spare : Math.min(start, Math.max(start + room - size, wanted));
    const [width, height] = [canvas.size.width * zoom, canvas.size.height * zoom];
    this.at = {
      x: inside(
        view.left,
        view.width,
        width,
        at.x + by.x + (this.at.x - at.x) * ratio,
        (view.width - width) / 2,
      ),
      y: inside(view.top, view.height, height, at.y + by.y + (this.at.y - at.y) * ratio, 0),
    };
    const [x, y] = [this.at.x - origin.x, this.at.y - origin.y];
    canvas.stage.style.transform = `translate(${x}px, ${y}px) scale(${zoom})`;
  }

  /** Gives the picture the size and the place that it looks to have. */
  end(): void {
    const { viewport, stage } = this.canvas;
    stage.style.willChange = "";
    viewport.classList.remove(MOVING);
    this.canvas.resize();
    const now = stage.getBoundingClientRect();
    viewport.scrollBy(now.left - this.at.x, now.top - this.at.y);
  }
}

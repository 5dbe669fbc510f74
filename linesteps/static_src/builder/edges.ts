// The lines between the steps: one path for all of them, and one for the jumps.

import type { Course } from "./course";

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
  middle: number;
}

const GAP = 14;
const ROUND = 8;

/** Measures boxes of the stage, in the stage's own units. */
export class Ruler {
  private readonly origin: DOMRect;

  constructor(
    stage: HTMLElement,
    private readonly zoom: number,
  ) {
    this.origin = stage.getBoundingClientRect();
  }

  box(element: Element): Box {
    const rect = element.getBoundingClientRect();
    const [left, right] = [rect.left - this.origin.left, rect.right - this.origin.left].map(
      (x) => x / this.zoom,
    ) as [number, number];
    const top = (rect.top - this.origin.top) / this.zoom;
    return { left, right, top, bottom: top + rect.height / this.zoom, middle: (left + right) / 2 };
  }
}

const line = (x1: number, y1: number, x2: number, y2: number): string => `M${x1} ${y1}L${x2} ${y2}`;

/** From (x1, y1) down to `y`, along it, and down to (x2, y2), with round corners. */
function bend(x1: number, y1: number, y: number, x2: number, y2: number): string {
  const way = Math.sign(x2 - x1);
  const round = Math.min(ROUND, Math.abs(x2 - x1) / 2, Math.abs(y - y1), Math.abs(y2 - y));
  if (way === 0 || round <= 0) return `M${x1} ${y1}V${y}H${x2}V${y2}`;
  return (
    `M${x1} ${y1}V${y - round}q0 ${round} ${way * round} ${round}` +
    `H${x2 - way * round}q${way * round} 0 ${way * round} ${round}V${y2}`
  );
}

/** A line, and the gap or label on it that tells how many come along. */
export interface Line {
  path: string;
  place: Element | null;
}

/** All lines along the lists and around the branches.
 *
 * @param isSplit whether each gap has a line of its own, instead of one behind the steps of a whole list */
export function flowLines(stage: HTMLElement, ruler: Ruler, isSplit = false): Line[] {
  const parts: Line[] = [];
  const add = (path: string, place: Element | null = null): number => parts.push({ path, place });
  for (const flow of stage.querySelectorAll<HTMLElement>(".ls-flow")) {
    // A branch interrupts the line: its paths go around.
    let from: Box | null = null;
    let to: Box | null = null;
    let last: Element | null = null;
    const close = (): void => {
      if (from && to) add(line(from.middle, from.top, from.middle, to.bottom), last);
      from = to = last = null;
    };
    const isEnded = flow.classList.contains("ls-flow--ended");
    for (const item of flow.children) {
      if (item.classList.contains("ls-paths")) close();
      else {
        // A gap ends its line; behind steps no line is needed then.
        to = ruler.box(item);
        from ??= to;
        last = item;
        if (isSplit && item.classList.contains("ls-gap")) close();
        else if (isSplit && !item.classList.contains("ls-join")) from = to = null;
        if (isEnded && item.classList.contains("ls-ending")) break;
      }
    }
    if (flow.parentElement === stage && to && !isEnded && !isSplit)
      to = { ...(to as Box), bottom: ((to as Box).top + (to as Box).bottom) / 2 };
    close();
  }
  for (const row of stage.querySelectorAll<HTMLElement>(".ls-paths")) {
    const head = ruler.box(row.previousElementSibling ?? row);
    const join = row.nextElementSibling?.classList.contains("ls-join") ? row.nextElementSibling : null;
    const below = join && ruler.box(join);
    for (const path of row.children) {
      const flow = path.querySelector(":scope > .ls-flow");
      const label = path.firstElementChild;
      if (!flow || !label) continue;
      const top = ruler.box(label);
      const body = ruler.box(flow);
      // All paths are as long as the longest one; the line of a shorter one goes on from its last step.
      const end = flow.lastElementChild ? ruler.box(flow.lastElementChild).bottom : body.bottom;
      add(bend(head.middle, head.bottom, head.bottom + GAP, top.middle, top.top), label);
      add(line(body.middle, top.bottom, body.middle, body.top), label);
      if (below && !flow.classList.contains("ls-flow--ended"))
        add(
          bend(body.middle, end, below.top - GAP, below.middle, below.top + GAP / 2),
          flow.lastElementChild,
        );
    }
  }
  return parts;
}

/** The path of all jumps: from a card's side around to the side of its target. */
export function jumpPath(builder: Course, nodes: Map<string, HTMLElement>, ruler: Ruler): string {
  const parts: string[] = [];
  for (const [id, node] of nodes) {
    const spot = builder.spot(id);
    const target = spot && nodes.get(builder.card(spot.step).target);
    if (!target) continue;
    const from = ruler.box(node);
    const to = ruler.box(target);
    const [y1, y2] = [(from.top + from.bottom) / 2, (to.top + to.bottom) / 2];
    const out = Math.max(from.right, to.right) + 36;
    parts.push(`M${from.right} ${y1}C${out} ${y1} ${out} ${y2} ${to.right + 6} ${y2}`);
    parts.push(`m6 -5l-6 5l6 5`);
  }
  return parts.join("");
}

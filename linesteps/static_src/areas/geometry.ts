// Rectangles in LINE's units: the picture is 1,040 wide, whatever it measures on the screen.

export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Size {
  width: number;
  height: number;
}

/** Which edges follow the pointer: -1 the left or upper one, 1 the right or lower one. */
export interface Grip {
  x: -1 | 0 | 1;
  y: -1 | 0 | 1;
}

export const SMALLEST = 20;
const NEAR = 14;

const columns = (count: number, top = 0, bottom = 1): number[][] =>
  Array.from({ length: count }, (_, at) => [at / count, top, (at + 1) / count, bottom]);
const rows = (count: number): number[][] =>
  Array.from({ length: count }, (_, at) => [0, at / count, 1, (at + 1) / count]);

/** Left, top, right and bottom as shares, in reading order; the names are keys of words. */
export const LAYOUTS: Record<string, number[][]> = {
  one: columns(1),
  columns2: columns(2),
  rows2: rows(2),
  columns3: columns(3),
  rows3: rows(3),
  oneOverTwo: [...columns(1, 0, 1 / 2), ...columns(2, 1 / 2)],
  oneOverThree: [...columns(1, 0, 2 / 3), ...columns(3, 2 / 3)],
  four: [...columns(2, 0, 1 / 2), ...columns(2, 1 / 2)],
  six: [...columns(3, 0, 1 / 2), ...columns(3, 1 / 2)],
};

/** The areas of a layout: neighbours share an edge, so that nothing overlaps and no gap is left. */
export function laidOut(name: string, size: Size): Rect[] {
  return (LAYOUTS[name] ?? []).map(([left = 0, top = 0, right = 1, bottom = 1]) => {
    const [x, y] = [Math.round(left * size.width), Math.round(top * size.height)];
    return {
      x,
      y,
      width: Math.round(right * size.width) - x,
      height: Math.round(bottom * size.height) - y,
    };
  });
}

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

/** Moved as far as the picture goes. */
export function moved(rect: Rect, dx: number, dy: number, size: Size): Rect {
  return {
    ...rect,
    x: clamp(Math.round(rect.x + dx), 0, Math.max(0, size.width - rect.width)),
    y: clamp(Math.round(rect.y + dy), 0, Math.max(0, size.height - rect.height)),
  };
}

/** With the held edges moved; an edge stops at the picture's, and before it meets the one across. */
export function resized(rect: Rect, grip: Grip, dx: number, dy: number, size: Size): Rect {
  const [x, right] = edges(rect.x, rect.x + rect.width, grip.x, dx, size.width);
  const [y, bottom] = edges(rect.y, rect.y + rect.height, grip.y, dy, size.height);
  return { x, y, width: right - x, height: bottom - y };
}

function edges(start: number, end: number, held: -1 | 0 | 1, by: number, most: number): [number, number] {
  if (held < 0) return [clamp(Math.round(start + by), 0, Math.max(0, end - SMALLEST)), end];
  if (held > 0)
    return [start, clamp(Math.round(end + by), start + SMALLEST, Math.max(most, start + SMALLEST))];
  return [start, end];
}

/** The rectangle between two points, on the picture. */
export function between(from: Point, to: Point, size: Size): Rect {
  const [ax, bx] = [clamp(from.x, 0, size.width), clamp(to.x, 0, size.width)].map(Math.round) as [
    number,
    number,
  ];
  const [ay, by] = [clamp(from.y, 0, size.height), clamp(to.y, 0, size.height)].map(Math.round) as [
    number,
    number,
  ];
  return { x: Math.min(ax, bx), y: Math.min(ay, by), width: Math.abs(ax - bx), height: Math.abs(ay - by) };
}

/** How far the nearest of `held` is from an edge of the picture or of another area; 0 when none is near. */
function pull(held: number[], lines: number[]): number {
  let best = NEAR + 1;
  for (const one of held)
    for (const line of lines) if (Math.abs(line - one) < Math.abs(best)) best = line - one;
  return Math.abs(best) <= NEAR ? best : 0;
}

type Point = { x: number; y: number };

/** Where things may hold on to: edges of the picture and of the other areas. */
function guides(others: Rect[], size: Size): { across: number[]; down: number[] } {
  return {
    across: [0, size.width, ...others.flatMap((one) => [one.x, one.x + one.width])],
    down: [0, size.height, ...others.flatMap((one) => [one.y, one.y + one.height])],
  };
}

/** A point on the edges that are near. */
export function snappedPoint({ x, y }: Point, others: Rect[], size: Size): Point {
  const { across, down } = guides(others, size);
  return { x: x + pull([x], across), y: y + pull([y], down) };
}

/** The same with its held edges (all of them when it is moved) on edges that are near. */
export function snapped(rect: Rect, grip: Grip | null, others: Rect[], size: Size): Rect {
  const { across, down } = guides(others, size);
  const held = (start: number, end: number, which: -1 | 0 | 1): number[] =>
    !grip ? [start, end] : which < 0 ? [start] : which > 0 ? [end] : [];
  const dx = pull(held(rect.x, rect.x + rect.width, grip?.x ?? 0), across);
  const dy = pull(held(rect.y, rect.y + rect.height, grip?.y ?? 0), down);
  return grip ? resized(rect, grip, dx, dy, size) : moved(rect, dx, dy, size);
}

export function isOutside(rect: Rect, size: Size): boolean {
  return (
    rect.x < 0 ||
    rect.y < 0 ||
    rect.width < 1 ||
    rect.height < 1 ||
    rect.x + rect.width > size.width ||
    rect.y + rect.height > size.height
  );
}

export function overlap(one: Rect, other: Rect): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}

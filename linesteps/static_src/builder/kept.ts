// Undo across a save: the page is loaded anew, and the acts wait in the browser's memory of this tab.
//
// States share what did not change, and so does what is kept: each object once, by its number.

import type { Builder } from "./builder";
import type { Course } from "./history";
import { canonical } from "./model";
import type { Json, Plain } from "./types";

const KEPT = "linesteps-acts";

type Packed = number | [Json];

/** Every object once; inside, others stand by their numbers, and all else in brackets. */
class Packer {
  readonly objects: Packed[][] = [];
  readonly names: (string[] | null)[] = [];
  private readonly known = new Map<object, number>();

  pack(value: unknown): Packed {
    if (typeof value !== "object" || value === null) return [value as Json];
    let number = this.known.get(value);
    if (number !== undefined) return number;
    const inside = Object.values(value).map((part) => this.pack(part));
    number = this.objects.push(inside) - 1;
    this.names.push(Array.isArray(value) ? null : Object.keys(value));
    this.known.set(value, number);
    return number;
  }
}

function unpack(objects: Packed[][], names: (string[] | null)[]): unknown[] {
  const found: unknown[] = [];
  const read = (part: Packed): unknown => (typeof part === "number" ? found[part] : part[0]);
  objects.forEach((parts, number) => {
    const inside = parts.map(read);
    const own = names[number];
    found.push(own ? Object.fromEntries(own.map((name, at) => [name, inside[at]])) : inside);
  });
  return found;
}

/** Keeps the acts for the page that comes next. */
function keep(builder: Builder): void {
  const { acts, steps } = builder;
  if (acts.past.length + acts.future.length === 0) return;
  const packer = new Packer();
  const root = packer.pack({
    scenario: builder.start.scenario,
    steps,
    triggers: builder.triggers.read(),
    ...acts,
  });
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ root, objects: packer.objects, names: packer.names }));
  } catch {
    // No room: undo begins anew, nothing else is lost.
    sessionStorage.removeItem(KEPT);
  }
}

interface Kept extends Course {
  scenario: number | null;
  steps: Plain[];
  triggers: string;
}

function read(): Kept | null {
  try {
    const text = sessionStorage.getItem(KEPT);
    sessionStorage.removeItem(KEPT);
    if (!text) return null;
    const { root, objects, names } = JSON.parse(text) as {
      root: number;
      objects: Packed[][];
      names: (string[] | null)[];
    };
    return unpack(objects, names)[root] as Kept;
  } catch {
    return null;
  }
}

/**
 * Goes on where the last page stopped. Of other steps than it stopped with (words typed right before the save,
 * somebody else's save, an older version) those it stopped with are one more thing that undo brings back.
 */
export function keepActs(builder: Builder, signal: AbortSignal): void {
  const kept = read();
  if (kept && builder.steps.length > 0) {
    const { past, future, steps, triggers } = kept;
    if (canonical(steps) === canonical(builder.steps)) builder.resume(steps, { past, future });
    else if (kept.scenario !== null && kept.scenario === builder.start.scenario)
      builder.resume(builder.steps, {
        past: [...past, { steps, triggers, selected: null, act: "" }],
        future: [],
      });
  }
  window.addEventListener("pagehide", () => keep(builder), { signal });
}

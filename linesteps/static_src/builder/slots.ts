// Places in the scenario, and what stands before them on the way that leads there.

import type { Builder } from "./builder";
import { listAt, type Slot, type Spot, spots } from "./model";
import { type Plain, SEND, WAIT } from "./types";

/** The place behind a step; behind all steps when none is chosen. */
export function slotAfter(builder: Builder, id: string | null): Slot {
  const spot = builder.spot(id);
  if (!spot) return { parent: null, key: "", index: builder.steps.length };
  return { parent: spot.parent, key: spot.key, index: spot.index + 1 };
}

/** The steps before `slot` on the way that leads to it, the nearest first. */
export function before(builder: Builder, slot: Slot): Plain[] {
  const list = (listAt(builder.steps, slot) ?? []).slice(0, slot.index).reverse();
  const parent = builder.spot(slot.parent);
  return parent ? [...list, parent.step, ...before(builder, parent)] : list;
}

/** The step right before `slot` in its list. */
export function neighbour(builder: Builder, slot: Slot): Plain | undefined {
  return listAt(builder.steps, slot)?.[slot.index - 1];
}

/** The nearest message before `slot`, of which a branch may ask. */
export function sendBefore(builder: Builder, slot: Slot): Plain | undefined {
  return before(builder, slot).find((step) => step.type === SEND);
}

/** The last gap that was drawn before `slot`, on its way or else anywhere above it. */
export function gapBefore(builder: Builder, slot: Slot): Plain | undefined {
  const own = before(builder, slot).find((step) => step.type === WAIT);
  if (own) return own;
  const parent: Spot | undefined = builder.spot(slot.parent);
  if (!parent) return undefined;
  const earlier = [...spots(builder.steps).values()].filter((spot) => spot.number < parent.number);
  return earlier.filter((spot) => spot.step.type === WAIT).at(-1)?.step;
}

/** How many branches there are around `slot`. */
export function depthOf(builder: Builder, slot: Slot): number {
  const parent = builder.spot(slot.parent);
  return parent ? parent.depth + 1 : 0;
}

// What people do to the structure: add, remove, move, duplicate. Each is one act that can be undone.

import type { Builder } from "./builder";
import * as tree from "./model";
import type { Slot } from "./model";
import { type Plain, WAIT } from "./types";

/** Puts steps in; the last one is selected and opened. */
export function add(builder: Builder, slot: Slot, steps: Plain[], act = "added"): void {
  const last = steps.at(-1);
  if (!last || !tree.listAt(builder.steps, slot)) return;
  builder.isOpen = true;
  builder.apply(tree.insert(builder.steps, slot, steps), {
    select: last.id,
    act: builder.t(act, { step: builder.name(last) }),
  });
}

/** Takes a step out, with the gap that belonged to it alone. */
export function remove(builder: Builder, id: string): void {
  const spot = builder.spot(id);
  if (!spot) return;
  const list = tree.listAt(builder.steps, spot) ?? [];
  const before = list[spot.index - 1];
  let steps = tree.remove(builder.steps, id);
  // A gap at the end of a path leads nowhere: it belonged to the message that goes.
  const isLastMessage = spot.index === list.length - 1 && spot.step.type !== WAIT;
  if (isLastMessage && before?.type === WAIT) steps = tree.remove(steps, before.id);
  const order = [...tree.spots(steps).values()];
  const neighbour = order[Math.min(spot.number, order.length) - 1] ?? null;
  const act = builder.t("deleted", { step: builder.name(spot.step) });
  builder.isOpen = false;
  builder.apply(steps, { select: neighbour?.step.id ?? null, act, isShown: true });
}

export function move(builder: Builder, id: string, slot: Slot): boolean {
  const steps = tree.move(builder.steps, id, slot);
  const spot = builder.spot(id);
  if (!steps || !spot) return false;
  const number = tree.spots(steps).get(id)?.number ?? 0;
  builder.apply(steps, {
    select: id,
    act: builder.t("moved", { step: builder.name(spot.step), n: number }),
  });
  return true;
}

/** One place up or down in reading order: within the list, else out of the path or into one. */
export function nudge(builder: Builder, id: string, way: -1 | 1): void {
  const slot = nextSlot(builder, id, way);
  if (!slot || !move(builder, id, slot)) builder.say(builder.t("cannotMove"));
}

function nextSlot(builder: Builder, id: string, way: -1 | 1): Slot | null {
  const spot = builder.spot(id);
  const list = spot && tree.listAt(builder.steps, spot);
  if (!spot || !list) return null;
  const other = list[spot.index + way];
  if (other) return { ...spot, index: way < 0 ? spot.index - 1 : spot.index + 2 };
  const parent = builder.spot(spot.parent);
  if (!parent) return null;
  const paths = tree.pathsOf(parent.step);
  const next = paths[paths.findIndex((path) => path.key === spot.key) + way];
  if (next) return { parent: parent.step.id, key: next.key, index: way < 0 ? next.steps.length : 0 };
  return { ...parent, index: way < 0 ? parent.index : parent.index + 1 };
}

export function duplicate(builder: Builder, id: string): void {
  const spot = builder.spot(id);
  if (spot) add(builder, { ...spot, index: spot.index + 1 }, tree.fresh([spot.step]));
}

// New steps: what the ＋ menu offers, and what comes with a new message.

import type { Builder } from "./builder";
import { read } from "./clipboard";
import type { Group } from "./menu";
import { fresh, listAt, spots, type Slot } from "./model";
import { type Json, type Plain, SEND, WAIT } from "./types";

const DEFAULT_GAP: Json = { amount: 3, unit: "days", at: "19:00:00", weekdays: [], until: null };

function make(type: string, value: Json): Plain {
  return { id: crypto.randomUUID(), type, value };
}

/** Whether somebody gets a message before `slot`, on the way that leads there. */
function hasMessageBefore(builder: Builder, slot: Slot): boolean {
  const list = listAt(builder.steps, slot) ?? [];
  if (list.slice(0, slot.index).some((step) => step.type === SEND || step.type === "branch")) return true;
  const parent = builder.spot(slot.parent);
  return parent ? hasMessageBefore(builder, parent) : false;
}

/** The gap before a new message: as long as the one before it; none after a gap or at the beginning. */
function gapBefore(builder: Builder, slot: Slot): Plain[] {
  const list = listAt(builder.steps, slot) ?? [];
  if (list[slot.index - 1]?.type === WAIT || !hasMessageBefore(builder, slot)) return [];
  const parent = builder.spot(slot.parent);
  // First in a path: the branch has decided just now, so its message may follow at once.
  if (slot.index === 0 && parent) return [];
  const last =
    list
      .slice(0, slot.index)
      .filter((step) => step.type === WAIT)
      .at(-1) ?? lastWait(builder, parent);
  return [make(WAIT, structuredClone(last?.value ?? DEFAULT_GAP))];
}

function lastWait(builder: Builder, before: { number: number } | undefined): Plain | undefined {
  if (!before) return undefined;
  const earlier = [...spots(builder.steps).values()].filter((spot) => spot.number < before.number);
  return earlier.filter((spot) => spot.step.type === WAIT).at(-1)?.step;
}

/** A step of a kind with ids of its own: the server's default is the same for everybody. */
function ofKind(builder: Builder, type: string): Plain {
  const kind = builder.start.kinds[type];
  const [copy] = fresh([make(type, type === WAIT ? DEFAULT_GAP : (kind?.value ?? {}))]);
  return copy as Plain;
}

function ofPreset(message: { type: string; value: Json }): Plain {
  const value = { name: "", messages: [{ ...message, id: "message" }] } as unknown as Json;
  const [copy] = fresh([make(SEND, value)]);
  return copy as Plain;
}

/** What can be added at a place, by groups. */
export function additions(builder: Builder, slot: Slot): Group[] {
  const { kinds, presets } = builder.start;
  const groups = new Map<string, Group>();
  const into = (label: string): Group => {
    const group = groups.get(label) ?? { label, items: [] };
    groups.set(label, group);
    return group;
  };
  const send = kinds[SEND];
  for (const preset of presets)
    into(send?.group ?? "").items.push({
      label: preset.label,
      icon: preset.icon,
      run: () => builder.add(slot, [...gapBefore(builder, slot), ofPreset(preset.message)]),
    });
  for (const [type, kind] of Object.entries(kinds)) {
    if (type === SEND && presets.length > 0) continue;
    into(kind.group).items.push({
      label: kind.label,
      icon: kind.icon,
      run: () => builder.add(slot, [ofKind(builder, type)]),
    });
  }
  const found = [...groups.values()];
  if (read().length > 0) {
    const run = (): void => builder.add(slot, fresh(read()), "pasted");
    found.push({ label: "", items: [{ label: builder.t("pasteHere"), icon: "copy", run }] });
  }
  return found;
}

/** The place behind a step; behind all steps when none is chosen. */
export function slotAfter(builder: Builder, id: string | null): Slot {
  const spot = builder.spot(id);
  if (!spot) return { parent: null, key: "", index: builder.steps.length };
  return { parent: spot.parent, key: spot.key, index: spot.index + 1 };
}

// New steps: what the ＋ menu offers, and what comes with a new message.

import { add } from "./acts";
import type { Builder } from "./builder";
import { read } from "./clipboard";
import type { Group, Item } from "./menu";
import { fresh, type Slot } from "./model";
import { before, depthOf, gapBefore, neighbour, sendBefore } from "./slots";
import { type Json, type Plain, type Preset, SEND, SEND_BEFORE, WAIT } from "./types";

const DEFAULT_GAP: Json = { amount: 3, unit: "days", at: "19:00:00", weekdays: [], until: null };
/** Branches inside one another that people still keep in their heads. */
const DEEP = 2;

function make(type: string, value: Json): Plain {
  return { id: crypto.randomUUID(), type, value };
}

/** The gap before a new message: as long as the one before it; none after a gap or at the beginning. */
function gap(builder: Builder, slot: Slot): Plain[] {
  if (neighbour(builder, slot)?.type === WAIT) return [];
  const isAfterMessage = before(builder, slot).some((step) => step.type === SEND || step.type === "branch");
  // First in a path: the branch has decided just now, so its message may follow at once.
  if (!isAfterMessage || (slot.index === 0 && slot.parent !== null)) return [];
  return [make(WAIT, structuredClone(gapBefore(builder, slot)?.value ?? DEFAULT_GAP))];
}

/** A step of a kind with ids of its own: the server's default is the same for everybody. */
function ofKind(builder: Builder, type: string): Plain[] {
  const kind = builder.start.kinds[type];
  return fresh([make(type, type === WAIT ? DEFAULT_GAP : (kind?.value ?? {}))]);
}

function ofMessage(message: NonNullable<Preset["message"]>): Plain[] {
  return fresh([make(SEND, { name: "", messages: [{ ...message, id: "message" }] } as unknown as Json)]);
}

/** A step filled in already, such as a branch that asks about the message before it. */
function ofStep(builder: Builder, slot: Slot, { type, value }: NonNullable<Preset["step"]>): Plain[] {
  const asked = sendBefore(builder, slot)?.id ?? "";
  const filled = JSON.stringify(value).replaceAll(SEND_BEFORE, asked);
  return fresh([make(type, JSON.parse(filled) as Json)]);
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
  const hasSend = sendBefore(builder, slot) !== undefined;
  const filled = new Map<string, Item[]>();
  const apart = new Map<string, Item[]>();
  for (const { label, icon, group, description, example, message, step } of presets) {
    const put = (steps: () => Plain[], hasGap: boolean): void =>
      add(builder, slot, [...(hasGap ? gap(builder, slot) : []), ...steps()]);
    if (message) {
      const run = (): void => put(() => ofMessage(message), true);
      const item = { label, icon, words: description ?? "", ...(example ? { example } : {}), run };
      if (group) apart.set(group, [...(apart.get(group) ?? []), item]);
      else into(kinds[SEND]?.group ?? "").items.push(item);
    } else if (step && (hasSend || !step.needsSend))
      filled.set(step.type, [
        ...(filled.get(step.type) ?? []),
        { label, icon, run: () => put(() => ofStep(builder, slot, step), step.hasGap) },
      ]);
  }
  const isDeep = depthOf(builder, slot) >= DEEP;
  for (const [type, kind] of Object.entries(kinds)) {
    if (type === SEND && presets.length > 0) continue;
    const items = filled.get(type) ?? [
      { label: kind.label, icon: kind.icon, run: () => add(builder, slot, ofKind(builder, type)) },
    ];
    const hint = isDeep && type === "branch" ? { hint: builder.t("deep") } : {};
    into(kind.group).items.push(...items.map((item) => ({ ...item, ...hint })));
  }
  const found = [...groups.values(), ...[...apart].map(([label, items]) => ({ label, items }))];
  if (read().length > 0) {
    const run = (): void => add(builder, slot, fresh(read()), "pasted");
    found.push({ label: "", items: [{ label: builder.t("pasteHere"), icon: "copy", run }] });
  }
  return found;
}

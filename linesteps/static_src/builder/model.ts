// The tree of steps, and pure operations on it: each returns a new root that shares what did not change.
//
// A list of steps is addressed by the step that holds it and a key inside that step's value; the key
// names list items by their ids (as the server does), so it survives the moving of paths.

import type { Json, Plain } from "./types";

type Mapping = { [name: string]: Json };

/** A place in a list of steps; `parent` is null for the root. */
export interface Slot {
  parent: string | null;
  key: string;
  index: number;
}

/** Where a step is. */
export interface Spot extends Slot {
  step: Plain;
  /** Counted in reading order from 1. */
  number: number;
  depth: number;
}

/** A list of steps inside a step's value. */
export interface Holder {
  key: string;
  steps: Plain[];
  /** Names and indexes, as the step kind names it. */
  place: (string | number)[];
}

/** The name of a path of a step, or of the step itself. */
export const keyOf = (id: string, path: string | null): string => (path === null ? id : `${id} ${path}`);

const isMapping = (value: Json | undefined): value is Mapping =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const clone = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

function itemKey(part: Json, number: number): string {
  return isMapping(part) && typeof part["id"] === "string" && part["id"] ? part["id"] : String(number);
}

/** Every list of steps in a step's value, in the order of the paths. */
export function holdersOf(value: Json, key: string[] = [], place: (string | number)[] = []): Holder[] {
  const found: Holder[] = [];
  if (Array.isArray(value)) {
    value.forEach((part, number) => {
      const inside = [...place, number];
      const name = itemKey(part, number);
      if (isMapping(part) && part["type"] === "item" && "value" in part)
        found.push(...holdersOf(part["value"] ?? null, [...key, name, "value"], inside));
      else found.push(...holdersOf(part, [...key, name], inside));
    });
  } else if (isMapping(value)) {
    const steps = value["steps"];
    if (Array.isArray(steps))
      found.push({ key: key.join("/"), steps: steps as unknown as Plain[], place: [...place, "steps"] });
    for (const [name, part] of Object.entries(value))
      if (name !== "steps") found.push(...holdersOf(part, [...key, name], [...place, name]));
  }
  return found;
}

const holderCache = new WeakMap<object, Holder[]>();

/** `holdersOf` the value of a step, remembered, since values never change in place. */
export function pathsOf(step: Plain): Holder[] {
  if (typeof step.value !== "object" || step.value === null) return [];
  let found = holderCache.get(step.value);
  if (!found) holderCache.set(step.value, (found = holdersOf(step.value)));
  return found;
}

const spotCache = new WeakMap<Plain[], Map<string, Spot>>();

/** Where every step is, in reading order. */
export function spots(root: Plain[]): Map<string, Spot> {
  const known = spotCache.get(root);
  if (known) return known;
  const found = new Map<string, Spot>();
  const visit = (steps: Plain[], parent: string | null, key: string, depth: number): void => {
    steps.forEach((step, index) => {
      found.set(step.id, { step, parent, key, index, depth, number: found.size + 1 });
      for (const path of pathsOf(step)) visit(path.steps, step.id, path.key, depth + 1);
    });
  };
  visit(root, null, "", 0);
  spotCache.set(root, found);
  return found;
}

/** The list of steps at a place, or null when it is gone. */
export function listAt(root: Plain[], slot: Pick<Slot, "parent" | "key">): Plain[] | null {
  if (slot.parent === null) return root;
  const spot = spots(root).get(slot.parent);
  return spot ? (pathsOf(spot.step).find((path) => path.key === slot.key)?.steps ?? null) : null;
}

type Change = (steps: Plain[]) => Plain[];

function putList(value: Json, key: string[], change: Change): Json {
  const [name, ...rest] = key;
  if (name === undefined) {
    const mapping = value as Mapping;
    return { ...mapping, steps: change(mapping["steps"] as unknown as Plain[]) as unknown as Json };
  }
  if (Array.isArray(value))
    return value.map((part, number) => (itemKey(part, number) === name ? putList(part, rest, change) : part));
  const mapping = value as Mapping;
  return { ...mapping, [name]: putList(mapping[name] ?? null, rest, change) };
}

export function changeList(root: Plain[], slot: Pick<Slot, "parent" | "key">, change: Change): Plain[] {
  if (slot.parent === null) return change(root);
  const { parent, key } = slot;
  return changeValue(root, parent, (value) => putList(value, key ? key.split("/") : [], change));
}

/** Another value for one step. */
export function changeValue(root: Plain[], id: string, change: (value: Json) => Json): Plain[] {
  const spot = spots(root).get(id);
  if (!spot) return root;
  return changeList(root, spot, (steps) =>
    steps.map((step) => (step.id === id ? { ...step, value: change(step.value) } : step)),
  );
}

export function insert(root: Plain[], slot: Slot, steps: Plain[]): Plain[] {
  return changeList(root, slot, (list) => [
    ...list.slice(0, slot.index),
    ...steps,
    ...list.slice(slot.index),
  ]);
}

export function remove(root: Plain[], id: string): Plain[] {
  const spot = spots(root).get(id);
  return spot ? changeList(root, spot, (list) => list.filter((step) => step.id !== id)) : root;
}

/** Whether `slot` is inside the step itself. */
export function isInside(root: Plain[], slot: Pick<Slot, "parent">, id: string): boolean {
  for (let at = slot.parent; at !== null; at = spots(root).get(at)?.parent ?? null)
    if (at === id) return true;
  return false;
}

/** The root with the step moved, or null when it cannot go there or is there already. */
export function move(root: Plain[], id: string, slot: Slot): Plain[] | null {
  const from = spots(root).get(id);
  if (!from || isInside(root, slot, id) || !listAt(root, slot)) return null;
  const isSameList = from.parent === slot.parent && from.key === slot.key;
  if (isSameList && (slot.index === from.index || slot.index === from.index + 1)) return null;
  const index = isSameList && slot.index > from.index ? slot.index - 1 : slot.index;
  return insert(remove(root, id), { ...slot, index }, [from.step]);
}

/** Copies with new ids for everything in them; references among the copies lead to the copies. */
export function fresh(steps: Plain[]): Plain[] {
  const known = new Map<string, string>();
  const learn = (part: Json): void => {
    if (Array.isArray(part)) part.forEach(learn);
    else if (isMapping(part)) {
      if (typeof part["id"] === "string" && "value" in part) known.set(part["id"], crypto.randomUUID());
      Object.values(part).forEach(learn);
    }
  };
  const renew = (part: Json): Json => {
    if (typeof part === "string") return known.get(part) ?? part;
    if (Array.isArray(part)) return part.map(renew);
    if (!isMapping(part)) return part;
    return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, renew(value)]));
  };
  const copies = clone(steps) as unknown as Json;
  learn(copies);
  return renew(copies) as unknown as Plain[];
}

/** A value that came back from a form, with the steps inside that the tree holds by now. */
export function withStepsOf(value: Json, current: Json): Json {
  const kept = new Map(holdersOf(current).map((holder) => [holder.key, holder.steps]));
  let merged = value;
  for (const { key } of holdersOf(value)) {
    const steps = kept.get(key);
    if (steps) merged = putList(merged, key ? key.split("/") : [], () => steps);
  }
  return merged;
}

/** The value without the steps inside: what the step's own form shows. */
export function bare(value: Json): string {
  return JSON.stringify(value, (name, part: unknown) =>
    name === "steps" && Array.isArray(part) ? [] : part,
  );
}

/** Ids for steps that have none or a second-hand one, as imports and old data may bring. */
export function withIds(steps: Plain[], seen = new Set<string>()): Plain[] {
  return steps.map((step) => {
    const id = step.id && !seen.has(step.id) ? step.id : crypto.randomUUID();
    seen.add(id);
    let value = step.value;
    for (const { key, steps: inner } of holdersOf(value)) {
      const kept = withIds(inner, seen);
      if (kept.some((one, at) => one !== inner[at]))
        value = putList(value, key ? key.split("/") : [], () => kept);
    }
    return id === step.id && value === step.value ? step : { ...step, id, value };
  });
}

/** The steps as text that is equal for equal steps, in whatever order their parts stand. */
export function canonical(steps: Plain[]): string {
  return JSON.stringify(steps, (_name, part: unknown) =>
    isMapping(part as Json)
      ? Object.fromEntries(Object.entries(part as Mapping).sort(([one], [two]) => (one < two ? -1 : 1)))
      : part,
  );
}

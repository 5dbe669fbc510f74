// Finding a step by anything in it, and choosing where to move one.

import type { Builder } from "./builder";
import { detail, iconOf } from "./card";
import type { Group, Item } from "./menu";
import { isInside, pathsOf, type Slot } from "./model";

/** Steps with something to mend first, then all. */
export function findable(builder: Builder, go: (id: string) => void): Group[] {
  const item = (spot: (typeof builder.problemSteps)[number]): Item => ({
    label: `${spot.number}. ${builder.name(spot.step)}`,
    icon: iconOf(builder, spot),
    hint: detail(builder, spot),
    words: JSON.stringify(spot.step.value),
    run: () => go(spot.step.id),
  });
  return [
    { label: builder.t("onlyProblems"), items: builder.problemSteps.map(item) },
    { label: builder.t("allSteps"), items: [...builder.spots.values()].map(item) },
  ];
}

/** Everywhere that a step can go. */
export function destinations(builder: Builder, id: string): Group[] {
  const items: Item[] = [];
  const offer = (label: string, slot: Slot): void => {
    if (!isInside(builder.steps, slot, id)) items.push({ label, run: () => builder.move(id, slot) });
  };
  offer(builder.t("atStart"), { parent: null, key: "", index: 0 });
  for (const spot of builder.spots.values()) {
    const name = `${spot.number}. ${builder.name(spot.step)}`;
    if (spot.step.id !== id)
      offer(builder.t("after", { step: name }), {
        parent: spot.parent,
        key: spot.key,
        index: spot.index + 1,
      });
    for (const path of pathsOf(spot.step)) {
      const label = builder.pathLabel(spot.step, path);
      offer(`${name} – ${builder.t("inPath", { label })}`, { parent: spot.step.id, key: path.key, index: 0 });
    }
  }
  return [{ label: "", items }];
}

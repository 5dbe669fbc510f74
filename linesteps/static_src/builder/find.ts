// Finding a step by anything in it, or a command by its name; and choosing where to move a step.

import { move } from "./acts";
import type { Builder } from "./builder";
import { detail, iconOf } from "./card";
import type { Group, Item } from "./menu";
import { isInside, pathsOf, type Slot, type Spot } from "./model";

/** All steps, as items that lead to them; `problems` tells which of them have something to mend. */
export function findable(builder: Builder, go: (id: string) => void): { group: Group; problems: Set<Item> } {
  const problems = new Set<Item>();
  const item = (spot: Spot): Item => {
    const card = builder.card(spot.step);
    const name = builder.name(spot.step);
    const label = `${spot.number}. ${name}`;
    const wrong = card.problems.map((one) => one.message);
    const more = detail(builder, spot);
    const made: Item = {
      label,
      icon: iconOf(builder, spot),
      hint: wrong[0] ?? (more === name ? "" : more),
      words: `${JSON.stringify(spot.step.value)} ${card.sentence} ${card.words} ${wrong.join(" ")}`,
      run: () => go(spot.step.id),
    };
    if (wrong.length > 0) problems.add(made);
    return made;
  };
  return {
    group: { label: builder.t("allSteps"), items: [...builder.spots.values()].map(item) },
    problems,
  };
}

/** Everywhere that a step can go. */
export function destinations(builder: Builder, id: string): Group[] {
  const items: Item[] = [];
  const offer = (label: string, slot: Slot): void => {
    if (!isInside(builder.steps, slot, id)) items.push({ label, run: () => void move(builder, id, slot) });
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
      const { label } = builder.who(spot.step, path);
      offer(`${name} – ${builder.t("inPath", { label })}`, { parent: spot.step.id, key: path.key, index: 0 });
    }
  }
  return [{ label: "", items }];
}

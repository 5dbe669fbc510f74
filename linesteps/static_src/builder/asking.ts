// What is asked before a step changes: another name, and whether people who stand in it may go.

import { ask } from "./ask";
import type { Builder } from "./builder";
import { pathsOf } from "./model";
import type { Json, Plain } from "./types";

export function isNamed(step: Plain | undefined): boolean {
  return typeof (step?.value as { name?: unknown } | undefined)?.name === "string";
}

/** Asks for another name of a named step, in place. */
export async function askForName(builder: Builder, host: HTMLElement, step: Plain): Promise<void> {
  const now = step.value as { name: string };
  const name = await ask(host, {
    title: builder.t("rename"),
    value: now.name,
    yes: builder.t("done"),
    no: builder.t("cancel"),
  });
  if (name === null || !builder.spots.has(step.id)) return;
  const title = name || builder.card(step).title;
  builder.setValue(step.id, { ...now, name } as Json, { ...builder.card(step), title }, false);
}

/** How many people stand at a step and in its paths. */
export function peopleIn(builder: Builder, step: Plain): number {
  const inside = pathsOf(step).flatMap((path) => path.steps);
  return builder.card(step).inside + inside.reduce((sum, one) => sum + peopleIn(builder, one), 0);
}

/** Asks whether a step in which people stand may be taken out. */
export async function mayGo(
  builder: Builder,
  host: HTMLElement,
  step: Plain,
  people: number,
): Promise<boolean> {
  const answer = await ask(host, {
    title: builder.t("deletePeople", { step: builder.name(step), n: people }),
    text: builder.t("deletePeopleHelp"),
    yes: builder.t("delete"),
    no: builder.t("cancel"),
    isDangerous: true,
  });
  return answer !== null;
}

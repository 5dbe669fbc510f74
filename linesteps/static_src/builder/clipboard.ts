// Copied steps: on the system's clipboard for other programs (as text) and other tabs (as data), and in
// the browser's storage for the buttons, since not every browser lets a script read the clipboard.

import type { Builder } from "./builder";
import { fresh } from "./model";
import type { Plain } from "./types";
import { slotAfter } from "./adding";

const STORED = "linesteps-copied-steps";
const FORMAT = "application/x-linesteps-steps+json";

function parse(text: string | null | undefined): Plain[] {
  try {
    const steps: unknown = JSON.parse(text ?? "[]");
    const isStep = (one: unknown): boolean =>
      typeof one === "object" && one !== null && "type" in one && "value" in one;
    return Array.isArray(steps) && steps.every(isStep) ? (steps as Plain[]) : [];
  } catch {
    return [];
  }
}

/** What was copied last in this browser. */
export function read(): Plain[] {
  try {
    return parse(localStorage.getItem(STORED));
  } catch {
    return [];
  }
}

/** Copies the selected step; `data` is the clipboard of a copy event. */
export function copy(builder: Builder, data: DataTransfer | null = null): boolean {
  const spot = builder.spot(builder.selected);
  if (!spot) return false;
  const text = JSON.stringify([spot.step]);
  try {
    localStorage.setItem(STORED, text);
  } catch {
    // Storage is full or forbidden: the clipboard itself still has it.
  }
  if (data) {
    data.setData(FORMAT, text);
    data.setData("text/plain", builder.card(spot.step).summary);
  }
  builder.say(builder.t("copied", { step: builder.name(spot.step) }));
  return true;
}

export function cut(builder: Builder, data: DataTransfer | null = null): boolean {
  const id = builder.selected;
  if (!id || !copy(builder, data)) return false;
  builder.remove(id);
  return true;
}

/** Pastes behind the selected step, as new steps. */
export function paste(builder: Builder, data: DataTransfer | null = null): void {
  const own = parse(data?.getData(FORMAT));
  const steps = own.length > 0 ? own : read();
  if (steps.length === 0) builder.say(builder.t("notPasteable"));
  else builder.add(slotAfter(builder, builder.selected), fresh(steps), "pasted");
}

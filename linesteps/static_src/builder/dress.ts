// How a picture differs from the builder's own.

import type { Holder, Slot, Spot } from "./model";
import type { Plain } from "./types";

/** What stands on the lines, around the steps and on the paths; left out, it is as in the builder. */
export interface Dress {
  /** Instead of the button that adds a step; drawn once, before any line is. */
  gap?(place: () => Slot): HTMLElement;
  step?(drawn: HTMLElement, spot: Spot): HTMLElement;
  path?(label: HTMLElement, step: Plain, path: Holder): HTMLElement;
  /** How thick the line is at a gap or the label of a path; null: not drawn as used. */
  width?(place: Element): number | null;
}

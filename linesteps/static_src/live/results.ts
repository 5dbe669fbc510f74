// The scenario with its figures: a course that nobody can edit.

import { Course } from "../builder/course";
import type { Holder, Slot } from "../builder/model";
import { listAt, pathsOf } from "../builder/model";
import type { Plain } from "../builder/types";
import type { Edge, Picture, Stop, Way } from "./types";

export class Results extends Course {
  constructor(
    readonly picture: Picture,
    private readonly tellAloud: (words: string) => void,
  ) {
    super(picture, picture.steps);
    this.cards = new Map(
      // What a card costs and who stands there is said by the figures.
      Object.entries(picture.cards).map(([id, card]) => [
        id,
        { ...card, counts: null, inside: 0, problems: card.problems ?? [] },
      ]),
    );
    this.whole = { start: picture.start, summary: "", errors: 0, problems: [] };
  }

  stop(id: string | null): Stop | undefined {
    return id === null ? undefined : this.picture.stops[id];
  }

  /** Who took a path of a branch. */
  way(step: Plain, path: Holder): Way | undefined {
    const place = JSON.stringify(path.place);
    return this.picture.ways[step.id]?.find((one) => JSON.stringify(one.place) === place);
  }

  /** Who came along the line at a gap: to the step behind it, or out of the list. */
  edge(slot: Slot): Edge | null {
    const next = listAt(this.steps, slot)?.[slot.index];
    if (next) return this.stop(next.id)?.before ?? null;
    const parent = this.spot(slot.parent);
    if (!parent) return this.picture.end;
    const path = pathsOf(parent.step).find((one) => one.key === slot.key);
    return (path && this.way(parent.step, path)?.end) ?? null;
  }

  override say(words: string): void {
    const figures = this.stop(this.selected)?.say;
    this.tellAloud(figures ? `${words}${this.t("comma")}${figures}` : words);
  }
}

// A scenario as the picture shows it, whether it can be edited or not: steps, their words, and the selected one.

import { fill } from "./dom";
import * as tree from "./model";
import type { Spot } from "./model";
import { type Card, type Plain, type Start, type Whole, WAIT } from "./types";

/** What the page gives every picture. */
export type Shown = Pick<Start, "kinds" | "presets" | "strings">;

/** `steps`: another structure or value; `cards`: other words; `selection`: another step or pane; `busy`: the
 * server is asked, or has answered; `tab`: the inspector shows its other face;
 * `history`: there is more to undo. */
export type Topic = "steps" | "cards" | "selection" | "busy" | "tab" | "history";

export class Course {
  cards = new Map<string, Card>();
  whole: Whole | null = null;
  selected: string | null = null;
  /** The path of the selected step on which the keyboard stands, if it stands on one. */
  path: string | null = null;
  /** Whether the form of the selected step is wanted on the page. */
  isOpen = false;
  private readonly listeners = new Set<(topic: Topic) => void>();

  constructor(
    readonly start: Shown,
    public steps: Plain[],
  ) {}

  // -- reading --

  t(name: string, values: Record<string, string | number> = {}): string {
    return fill(this.start.strings[name] ?? name, values);
  }

  get spots(): Map<string, Spot> {
    return tree.spots(this.steps);
  }

  spot(id: string | null): Spot | undefined {
    return id === null ? undefined : this.spots.get(id);
  }

  /** The words for a step; made up from its kind until the server has answered. */
  card(step: Plain): Card {
    const known = this.cards.get(step.id);
    if (known) return known;
    const kind = this.start.kinds[step.type];
    const title = kind?.label ?? step.type;
    const made = { kind: step.type, title, summary: title, short: title, isEnd: kind?.isEnd ?? false };
    const empty = { paths: [], problems: [], target: "", note: "", day: null, snippet: "", words: "" };
    return { ...made, ...empty, counts: null, sentence: title, inside: 0, draft: true };
  }

  /** How a sentence names a step. */
  name(step: Plain): string {
    const card = this.card(step);
    return step.type === WAIT ? card.short || card.summary : card.title;
  }

  /** Who takes a path, and what is to be known about them. */
  who(step: Plain, path: tree.Holder): { label: string; note: string } {
    const place = JSON.stringify(path.place);
    const known = this.card(step).paths.find((one) => JSON.stringify(one.place) === place);
    const label = known?.label ?? (path.place[0] === "otherwise" ? this.t("everyoneElse") : "…");
    return { label, note: known?.note ?? "" };
  }

  // -- listening --

  on(listener: (topic: Topic) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  protected tell(topic: Topic): void {
    for (const listener of this.listeners) listener(topic);
  }

  /** Tells whoever does not see the picture. */
  say(_words: string, _isShown = true): void {}

  // -- selecting --

  select(id: string | null, isOpen = this.isOpen, path: string | null = null): void {
    const next = id !== null && this.spots.has(id) ? id : null;
    if (next === this.selected && isOpen === this.isOpen && path === this.path) return;
    this.selected = next;
    this.path = path;
    this.isOpen = isOpen && next !== null;
    this.tell("selection");
  }
}

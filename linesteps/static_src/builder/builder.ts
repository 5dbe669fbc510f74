// The scenario while it is edited: steps, selection, history, and what the server says about them.

import { Course } from "./course";
import { type Course as Acts, History, type Moment, onlyChange } from "./history";
import * as tree from "./model";
import type { Spot } from "./model";
import type { Server } from "./server";
import type { Card, Described, Json, Plain, Start } from "./types";

const DESCRIBE_MS = 150;

interface Change {
  /** The step to select. */
  select?: string | null;
  /** The act in words: said to screen readers, and shown as what undo takes back. */
  act?: string;
  /** Whether the words are shown, too: what somebody sees anyway would only be in the way. */
  isShown?: boolean;
  /** For changes that count as one, such as typing. */
  key?: string;
  /** Whether the open form made the change itself. */
  isFromForm?: boolean;
  /** Whether screen readers have heard it already. */
  isSilent?: boolean;
}

export interface Surroundings {
  account(): string;
  triggers(): string;
  say(words: string, isShown?: boolean, canUndo?: boolean): void;
}

export class Builder extends Course {
  isFromForm = false;
  /** Whether the words belong to older steps than these. */
  isBusy = false;
  readonly first: Plain[];
  private readonly history = new History();
  private describing: ReturnType<typeof setTimeout> | undefined;
  /** The start conditions as text, and back again; set by those who know their fields. */
  triggers: { read(): string; write(state: string): void } = { read: () => "[]", write: () => {} };
  /** Brings the open form's last words into the steps; set by the inspector. */
  settle: () => Promise<void> = () => Promise.resolve();

  constructor(
    override readonly start: Start,
    stored: Plain[],
    private readonly server: Server,
    private readonly around: Surroundings,
  ) {
    super(start, tree.withIds(stored));
    this.first = this.steps;
  }

  // -- reading --

  get problemSteps(): Spot[] {
    return [...this.spots.values()].filter((spot) => this.card(spot.step).problems.length > 0);
  }

  /** What undo and redo would take back or do again, in words. */
  get undoes(): string | null {
    return this.history.undoes;
  }

  get redoes(): string | null {
    return this.history.redoes;
  }

  get acts(): Acts {
    return this.history.course;
  }

  /** Whose friends are meant. */
  get account(): string {
    return this.around.account();
  }

  /** The inspector shows its other face. */
  turnedTo(): void {
    this.tell("tab");
  }

  override say(words: string, isShown = true): void {
    this.around.say(words, isShown);
  }

  // -- changing --

  /** Other steps, as one act that can be undone. */
  apply(steps: Plain[], change: Change = {}): void {
    if (steps === this.steps) return;
    const { select, act = "", isShown = false, key = "", isFromForm = false, isSilent = false } = change;
    this.history.remember({ ...this.now(), act }, key);
    this.put(steps, select === undefined ? this.selected : select, isFromForm);
    if (act && !isSilent) this.around.say(act, isShown, isShown);
  }

  private put(steps: Plain[], selected: string | null, isFromForm = false): void {
    this.steps = steps;
    if (selected !== this.selected) this.path = null;
    this.selected = selected !== null && this.spots.has(selected) ? selected : null;
    this.isOpen &&= this.selected !== null;
    this.isFromForm = isFromForm;
    this.tell("steps");
    this.tell("selection");
    this.isFromForm = false;
    this.describeSoon();
  }

  /** The value that the form of a step says, with the steps inside as they are now. */
  setValue(id: string, value: Json, card: Card, isFromForm = true): void {
    const spot = this.spot(id);
    if (!spot) return;
    const { day, problems, counts, inside } = this.card(spot.step);
    this.cards.set(id, { ...card, day, problems, counts, inside });
    const merged = tree.withStepsOf(value, spot.step.value);
    if (JSON.stringify(merged) === JSON.stringify(spot.step.value)) return;
    const place = onlyChange(spot.step.value, merged);
    this.apply(
      tree.changeValue(this.steps, id, () => merged),
      {
        key: place && `${id} ${place}`,
        act: this.t("changed", { step: this.name(spot.step) }),
        isFromForm,
        isSilent: true,
      },
    );
  }

  private now(): Omit<Moment, "act"> {
    return { steps: this.steps, selected: this.selected, triggers: this.triggers.read() };
  }

  /** The start conditions are others; `before` is how they were. */
  triggersChanged(before: string): void {
    const act = this.t("changed", { step: this.t("start") });
    this.history.remember({ ...this.now(), triggers: before, act }, "triggers");
    this.tell("history");
    this.describeSoon();
  }

  async undo(): Promise<void> {
    await this.settle();
    this.travel(this.history.undo(this.now()), "undone");
  }

  async redo(): Promise<void> {
    await this.settle();
    this.travel(this.history.redo(this.now()), "redone");
  }

  private travel(to: Moment | null, say: string): void {
    if (!to) return;
    this.triggers.write(to.triggers);
    // Words of other values must not stay; the server gives them back in a moment.
    for (const [id, spot] of this.spots)
      if (tree.spots(to.steps).get(id)?.step.value !== spot.step.value) this.forget(id);
    this.put(to.steps, to.selected ?? this.selected);
    this.say(to.act ? `${this.t(say)} ${to.act}` : this.t(say));
  }

  private forget(id: string): void {
    const card = this.cards.get(id);
    if (card) this.cards.set(id, { ...card, draft: true });
  }

  /** Goes on with the acts of another page that ended with these very steps. */
  resume(steps: Plain[], course: Acts): void {
    this.steps = steps;
    (this as { first: Plain[] }).first = steps;
    this.history.resume(course);
  }

  // -- asking --

  describeSoon(): void {
    clearTimeout(this.describing);
    this.isBusy = true;
    this.tell("busy");
    this.describing = setTimeout(() => void this.describe(), DESCRIBE_MS);
  }

  /** Until the words belong to the steps as the open form says them; at once when the server is silent. */
  async upToDate(): Promise<void> {
    await this.settle();
    if (this.isBusy) await this.describe();
  }

  /** Takes over the server's words about these steps. */
  private learn({ cards, ...whole }: Described, steps: Plain[]): void {
    this.cards = new Map(Object.entries(cards));
    this.whole = whole;
    this.isBusy = steps !== this.steps;
    this.tell("cards");
  }

  /** The first words: those that came with the page, if it brought some; else they are asked for. */
  begin(): void {
    const { described } = this.start;
    const isKnown = described && [...this.spots.keys()].every((id) => id in described.cards);
    if (isKnown) this.learn(described, this.steps);
    else {
      this.tell("cards");
      void this.describe();
    }
  }

  async describe(): Promise<void> {
    clearTimeout(this.describing);
    const { steps } = this;
    const [account, triggers] = [this.around.account(), this.around.triggers()];
    this.isBusy = true;
    try {
      const said = await this.server.describe({ account, scenario: this.start.scenario, steps, triggers });
      if (said) this.learn(said, steps);
    } catch {
      // The picture stays as it is, with the words that it has.
      this.isBusy = false;
      this.tell("busy");
    }
  }
}

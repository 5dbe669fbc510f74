// The scenario while it is edited: steps, selection, history, and what the server says about them.

import { Course } from "./course";
import { History } from "./history";
import * as tree from "./model";
import type { Slot, Spot } from "./model";
import type { Server } from "./server";
import { type Card, type Json, type Plain, type Start, WAIT } from "./types";

const DESCRIBE_MS = 150;

export type { Topic } from "./course";

interface Change {
  /** The step to select. */
  select?: string | null;
  /** Said to screen readers. */
  say?: string;
  /** Whether the words are shown, too: what somebody sees anyway would only be in the way. */
  isShown?: boolean;
  /** For changes that count as one, such as typing. */
  key?: string;
  /** Whether the open form made the change itself. */
  isFromForm?: boolean;
}

export interface Surroundings {
  account(): string;
  triggers(): string;
  say(words: string, isShown?: boolean): void;
}

export class Builder extends Course {
  /** Whether the form of the selected step is wanted on the page. */
  isOpen = false;
  isFromForm = false;
  /** Whether the words belong to older steps than these. */
  isBusy = false;
  readonly first: Plain[];
  private readonly history = new History();
  private describing: ReturnType<typeof setTimeout> | undefined;
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

  get canUndo(): boolean {
    return this.history.canUndo;
  }

  get canRedo(): boolean {
    return this.history.canRedo;
  }

  /** The inspector shows its other face. */
  turnedTo(): void {
    this.tell("tab");
  }

  override say(words: string, isShown = true): void {
    this.around.say(words, isShown);
  }

  // -- selecting --

  override select(id: string | null, isOpen = this.isOpen): void {
    const next = id !== null && this.spots.has(id) ? id : null;
    if (next === this.selected && isOpen === this.isOpen) return;
    this.selected = next;
    this.isOpen = isOpen && next !== null;
    this.tell("selection");
  }

  // -- changing --

  private change(
    steps: Plain[],
    { select, say, isShown = false, key = "", isFromForm = false }: Change,
  ): void {
    if (steps === this.steps) return;
    this.history.remember({ steps: this.steps, selected: this.selected }, key);
    this.put(steps, select === undefined ? this.selected : select, isFromForm);
    if (say) this.say(say, isShown);
  }

  private put(steps: Plain[], selected: string | null, isFromForm = false): void {
    this.steps = steps;
    this.selected = selected !== null && this.spots.has(selected) ? selected : null;
    this.isOpen &&= this.selected !== null;
    this.isFromForm = isFromForm;
    this.tell("steps");
    this.tell("selection");
    this.isFromForm = false;
    this.describeSoon();
  }

  /** Puts steps in; the last one is selected and opened. */
  add(slot: Slot, steps: Plain[], say = "added"): void {
    const last = steps.at(-1);
    if (!last || !tree.listAt(this.steps, slot)) return;
    this.isOpen = true;
    this.change(tree.insert(this.steps, slot, steps), {
      select: last.id,
      say: this.t(say, { step: this.name(last) }),
    });
  }

  remove(id: string): void {
    const spot = this.spot(id);
    if (!spot) return;
    const list = tree.listAt(this.steps, spot) ?? [];
    const before = list[spot.index - 1];
    let steps = tree.remove(this.steps, id);
    // A gap at the end of a path leads nowhere: it belonged to the message that goes.
    const isLastMessage = spot.index === list.length - 1 && spot.step.type !== WAIT;
    if (isLastMessage && before?.type === WAIT) steps = tree.remove(steps, before.id);
    const order = [...tree.spots(steps).values()];
    const neighbour = order[Math.min(spot.number, order.length) - 1] ?? null;
    const say = this.t("deleted", { step: this.name(spot.step) });
    this.isOpen = false;
    this.change(steps, { select: neighbour?.step.id ?? null, say, isShown: true });
  }

  move(id: string, slot: Slot): boolean {
    const steps = tree.move(this.steps, id, slot);
    const spot = this.spot(id);
    if (!steps || !spot) return false;
    const number = tree.spots(steps).get(id)?.number ?? 0;
    this.change(steps, { select: id, say: this.t("moved", { step: this.name(spot.step), n: number }) });
    return true;
  }

  /** One place up or down in reading order: within the list, else out of the path or into one. */
  nudge(id: string, way: -1 | 1): void {
    const slot = this.nextSlot(id, way);
    if (!slot || !this.move(id, slot)) this.say(this.t("cannotMove"));
  }

  private nextSlot(id: string, way: -1 | 1): Slot | null {
    const spot = this.spot(id);
    const list = spot && tree.listAt(this.steps, spot);
    if (!spot || !list) return null;
    const other = list[spot.index + way];
    if (other) return { ...spot, index: way < 0 ? spot.index - 1 : spot.index + 2 };
    const parent = this.spot(spot.parent);
    if (!parent) return null;
    const paths = tree.pathsOf(parent.step);
    const next = paths[paths.findIndex((path) => path.key === spot.key) + way];
    if (next) return { parent: parent.step.id, key: next.key, index: way < 0 ? next.steps.length : 0 };
    return { ...parent, index: way < 0 ? parent.index : parent.index + 1 };
  }

  duplicate(id: string): void {
    const spot = this.spot(id);
    if (spot) this.add({ ...spot, index: spot.index + 1 }, tree.fresh([spot.step]));
  }

  /** The value that the form of a step says, with the steps inside as they are now. */
  setValue(id: string, value: Json, card: Card): void {
    const spot = this.spot(id);
    if (!spot) return;
    const { day, problems } = this.card(spot.step);
    this.cards.set(id, { ...card, day, problems });
    const merged = tree.withStepsOf(value, spot.step.value);
    if (JSON.stringify(merged) === JSON.stringify(spot.step.value)) return;
    this.change(
      tree.changeValue(this.steps, id, () => merged),
      { key: `value ${id}`, isFromForm: true },
    );
  }

  async undo(): Promise<void> {
    await this.settle();
    this.travel(this.history.undo({ steps: this.steps, selected: this.selected }), "undone");
  }

  async redo(): Promise<void> {
    await this.settle();
    this.travel(this.history.redo({ steps: this.steps, selected: this.selected }), "redone");
  }

  private travel(to: { steps: Plain[]; selected: string | null } | null, say: string): void {
    if (!to) return;
    // Words of other values must not stay; the server gives them back in a moment.
    for (const [id, spot] of this.spots)
      if (tree.spots(to.steps).get(id)?.step.value !== spot.step.value) this.forget(id);
    this.put(to.steps, to.selected ?? this.selected);
    this.say(this.t(say));
  }

  private forget(id: string): void {
    const card = this.cards.get(id);
    if (card) this.cards.set(id, { ...card, draft: true });
  }

  // -- asking --

  describeSoon(): void {
    clearTimeout(this.describing);
    this.isBusy = true;
    this.tell("busy");
    this.describing = setTimeout(() => void this.describe(), DESCRIBE_MS);
  }

  async describe(): Promise<void> {
    const { steps } = this;
    const [account, triggers] = [this.around.account(), this.around.triggers()];
    this.isBusy = true;
    try {
      const said = await this.server.describe({ account, scenario: this.start.scenario, steps, triggers });
      if (!said) return;
      const { cards, ...whole } = said;
      this.cards = new Map(Object.entries(cards));
      this.whole = whole;
      this.isBusy = steps !== this.steps;
      this.tell("cards");
    } catch {
      // The picture stays as it is, with the words that it has.
      this.isBusy = false;
      this.tell("busy");
    }
  }
}

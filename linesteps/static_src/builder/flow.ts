// Lists of steps as columns, branches as rows of columns. Only what changed is drawn again: with two hundred
// steps, drawing everything for each key would be felt.

import type { Course } from "./course";
import { PathChip, StepView } from "./card";
import { arrange, el } from "./dom";
import { type Holder, keyOf, pathsOf, type Slot } from "./model";
import type { Plain } from "./types";
import type { Dress } from "./dress";

/** What all lists of a picture share. */
export interface Picture {
  builder: Course;
  dress: Dress;
  /** The elements of the steps by id, and of the paths by id and key. */
  nodes: Map<string, HTMLElement>;
  /** Where each ＋ leads. */
  slots: WeakMap<Element, () => Slot>;
}

interface Item {
  slot: HTMLElement;
  step: StepView;
  /** The step as it stands in the list, with what is drawn around it. */
  element: HTMLElement;
  fork: Fork | null;
}

export class Flow {
  readonly element = el("div", { class: "ls-flow" });
  /** Whether nobody comes out at its end. */
  isEnded = false;
  private steps: readonly Plain[] | null = null;
  private items = new Map<string, Item>();
  private last: HTMLElement | null = null;

  constructor(
    private readonly picture: Picture,
    private readonly parent: string | null,
    private readonly key: string,
  ) {}

  /** @param isForced whether words may have changed, besides the list itself */
  update(steps: readonly Plain[], isForced: boolean): void {
    if (steps === this.steps && !isForced) return;
    this.steps = steps;
    this.last ??= this.slot(() => this.steps?.length ?? 0);
    const items = new Map<string, Item>();
    const wanted: Element[] = [];
    this.isEnded = false;
    for (const step of steps) {
      const item = this.items.get(step.id) ?? this.make(step);
      items.set(step.id, item);
      wanted.push(item.slot, item.element);
      const isEnding = this.updateItem(item, step, isForced, wanted);
      item.element.classList.toggle("ls-ending", isEnding);
      this.isEnded ||= isEnding;
    }
    for (const [id, item] of this.items) if (!items.has(id)) this.forget(id, item);
    this.items = items;
    this.element.classList.toggle("ls-flow--ended", this.isEnded);
    arrange(this.element, [...wanted, this.last]);
  }

  /** Draws a step and its paths; tells whether nobody goes on behind it. */
  private updateItem(item: Item, step: Plain, isForced: boolean, wanted: Element[]): boolean {
    const { builder, nodes } = this.picture;
    const spot = builder.spot(step.id);
    if (spot) item.step.update(spot);
    nodes.set(step.id, item.element);
    const paths = pathsOf(step);
    if (paths.length === 0) {
      item.fork?.forget();
      item.fork = null;
      return builder.card(step).isEnd;
    }
    item.fork ??= new Fork(this.picture);
    item.fork.update(step, paths, isForced);
    wanted.push(...item.fork.elements);
    return item.fork.isEnded;
  }

  private make(step: Plain): Item {
    const { builder, dress } = this.picture;
    const spot = builder.spot(step.id);
    if (!spot) throw new Error(`linesteps: step ${step.id} is nowhere`);
    const slot = this.slot(() => builder.spot(step.id)?.index ?? 0);
    const view = new StepView(builder, spot);
    return { slot, step: view, element: dress.step?.(view.element, spot) ?? view.element, fork: null };
  }

  private slot(index: () => number): HTMLElement {
    const { builder, dress, slots } = this.picture;
    const place = (): Slot => ({ parent: this.parent, key: this.key, index: index() });
    if (dress.gap) return dress.gap(place);
    const button = el("button", {
      type: "button",
      class: "ls-slot",
      tabindex: -1,
      title: builder.t("addHere"),
    });
    slots.set(button, place);
    return button;
  }

  /** Takes steps out of the picture's list, unless another list has drawn them by now. */
  private forget(id: string, item: Item): void {
    const { nodes } = this.picture;
    if (nodes.get(id) === item.element) nodes.delete(id);
    item.fork?.forget();
  }

  forgetAll(): void {
    for (const [id, item] of this.items) this.forget(id, item);
  }
}

/** The paths behind a step. */
class Fork {
  isEnded = false;
  private id = "";
  private readonly row = el("div", { class: "ls-paths" });
  private readonly join = el("span", { class: "ls-join" });
  private paths = new Map<string, { element: HTMLElement; chip: PathChip; flow: Flow }>();

  constructor(private readonly picture: Picture) {
    this.join.title = picture.builder.t("rejoin");
  }

  get elements(): Element[] {
    return this.isEnded ? [this.row] : [this.row, this.join];
  }

  update(step: Plain, holders: Holder[], isForced: boolean): void {
    const { builder } = this.picture;
    const paths: typeof this.paths = new Map();
    for (const holder of holders) {
      const path = this.paths.get(holder.key) ?? this.make(step, holder);
      paths.set(holder.key, path);
      this.picture.nodes.set(keyOf(step.id, holder.key), path.chip.element);
      path.chip.update(builder.who(step, holder));
      path.flow.update(holder.steps, isForced);
    }
    for (const [key, path] of this.paths) if (!paths.has(key)) this.forgetPath(step.id, key, path);
    this.paths = paths;
    this.id = step.id;
    this.isEnded = [...paths.values()].every((path) => path.flow.isEnded);
    arrange(
      this.row,
      [...paths.values()].map((path) => path.element),
    );
  }

  private make(step: Plain, holder: Holder): { element: HTMLElement; chip: PathChip; flow: Flow } {
    const flow = new Flow(this.picture, step.id, holder.key);
    const chip = new PathChip(step.id, holder.key);
    const label = this.picture.dress.path?.(chip.element, step, holder) ?? chip.element;
    return { element: el("div", { class: "ls-path" }, label, flow.element), chip, flow };
  }

  private forgetPath(id: string, key: string, { chip, flow }: { chip: PathChip; flow: Flow }): void {
    const { nodes } = this.picture;
    if (nodes.get(keyOf(id, key)) === chip.element) nodes.delete(keyOf(id, key));
    flow.forgetAll();
  }

  forget(): void {
    for (const [key, path] of this.paths) this.forgetPath(this.id, key, path);
  }
}

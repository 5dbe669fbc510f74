// Sets of pictures, and the pictures of one of them: stickers, and LINE's own emoji.

import { el } from "../chat/dom";

/** The pictures of one set. */
export interface PictureSet {
  key: string;
  /** What it is called. */
  name: string;
  /** Of its pictures, in order. */
  numbers: string[];
}

interface Words {
  /** Of all the sets. */
  sets: string;
  /** Of one picture; `{number}` is a place. */
  one: string;
}

/** Draws one picture; `alt` is empty where its button says what it is. */
export type Draw = (set: string, number: string) => HTMLElement;

export class Panel {
  readonly element: HTMLElement;
  private readonly bar: HTMLElement;
  private readonly grid: HTMLElement;
  private shown: PictureSet | undefined;
  private chosen: [set: string, number: string] = ["", ""];

  constructor(
    private readonly sets: PictureSet[],
    private readonly draw: Draw,
    private readonly words: Words,
    private readonly choose: (number: string, set: string) => void,
  ) {
    this.bar = el("div", { class: "ls-stickers__sets", role: "group", "aria-label": words.sets });
    this.grid = el("div", { class: "ls-stickers__grid", role: "group" });
    for (const one of sets) {
      const button = this.button(one.key, one.numbers[0] ?? "", one.name, () => this.show(one));
      button.dataset["set"] = one.key;
      this.bar.append(button);
    }
    this.element = el("div", { class: "ls-stickers__panel" }, this.bar, this.grid);
    for (const group of [this.bar, this.grid]) {
      group.addEventListener("keydown", (event) => walk(group, event));
    }
  }

  /** Show the set with this picture, or the first one, and give it the keyboard. */
  begin(set: string, number: string): void {
    this.chosen = [set, number];
    this.show(this.sets.find(({ key }) => key === set) ?? this.sets[0]!);
    for (const group of [this.bar, this.grid])
      group.querySelector("[tabindex='0']")?.scrollIntoView({ block: "nearest" });
    this.grid.querySelector<HTMLElement>("[tabindex='0']")?.focus();
  }

  /** Another picture was written into the field. */
  mark(set: string, number: string): void {
    this.chosen = [set, number];
    for (const button of this.grid.children)
      button.setAttribute("aria-pressed", String(this.isChosen(button)));
  }

  private isChosen(button: Element): boolean {
    const [set, number] = this.chosen;
    return this.shown?.key === set && (button as HTMLElement).dataset["sticker"] === number;
  }

  private show(set: PictureSet): void {
    this.shown = set;
    for (const button of this.bar.children) {
      button.setAttribute("aria-pressed", String((button as HTMLElement).dataset["set"] === set.key));
    }
    one(this.bar, (button) => button.dataset["set"] === set.key);
    this.grid.setAttribute("aria-label", set.name);
    this.grid.replaceChildren(
      ...set.numbers.map((number) => {
        const name = this.words.one.replace("{number}", number);
        const button = this.button(set.key, number, name, () => this.choose(number, set.key));
        button.dataset["sticker"] = number;
        return button;
      }),
    );
    this.grid.scrollTop = 0;
    this.mark(...this.chosen);
    one(this.grid, (button) => this.isChosen(button));
  }

  private button(set: string, number: string, name: string, act: () => void): HTMLButtonElement {
    const attributes = { type: "button", class: "ls-stickers__one", "aria-label": name, title: name };
    return el("button", { ...attributes, onclick: act }, this.draw(set, number));
  }
}

/** Tab stops at one button of a group: at this one, or else the first. */
function one(group: HTMLElement, is: (button: HTMLElement) => boolean): void {
  const buttons = [...group.children] as HTMLElement[];
  const stop = buttons.find(is) ?? buttons[0];
  for (const button of buttons) button.tabIndex = button === stop ? 0 : -1;
}

/** Arrow keys go from button to button, up and down by the rows as they are drawn. */
function walk(group: HTMLElement, event: KeyboardEvent): void {
  const buttons = [...group.children] as HTMLElement[];
  const at = buttons.indexOf(event.target as HTMLElement);
  const top = buttons[0]?.offsetTop;
  const columns = buttons.filter((button) => button.offsetTop === top).length;
  const steps: Record<string, number> = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: columns,
    ArrowUp: -columns,
  };
  const by = steps[event.key];
  const next = by === undefined || at < 0 ? undefined : buttons[at + by];
  if (by === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  if (!next) return;
  one(group, (button) => button === next);
  next.focus();
}

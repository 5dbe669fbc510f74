// The sets of stickers, and the stickers of one of them.

import { el } from "../chat/dom";
import { picture } from "./picture";

/** Number, first and last sticker. */
export type Package = [number: string, first: number, last: number];

interface Words {
  packages: string;
  package: string;
  sticker: string;
}

export class Panel {
  readonly element: HTMLElement;
  private readonly sets: HTMLElement;
  private readonly stickers: HTMLElement;
  private chosen = "";

  constructor(
    private readonly packages: Package[],
    private readonly address: string,
    private readonly words: Words,
    private readonly choose: (number: string) => void,
  ) {
    this.sets = el("div", { class: "ls-stickers__sets", role: "group", "aria-label": words.packages });
    this.stickers = el("div", { class: "ls-stickers__grid", role: "group" });
    for (const one of packages) {
      const name = words.package.replace("{number}", one[0]);
      const button = this.button(String(one[1]), name, () => this.show(one));
      button.dataset["set"] = one[0];
      this.sets.append(button);
    }
    this.element = el("div", { class: "ls-stickers__panel" }, this.sets, this.stickers);
    for (const group of [this.sets, this.stickers]) {
      group.addEventListener("keydown", (event) => walk(group, event));
    }
  }

  /** Show the set of this sticker, or the first one, and give it the keyboard. */
  begin(number: string): void {
    this.chosen = number;
    const at = this.packages.find(([, first, last]) => first <= Number(number) && Number(number) <= last);
    this.show(at ?? this.packages[0]!);
    const focused = this.stickers.querySelector<HTMLElement>("[tabindex='0']");
    focused?.scrollIntoView({ block: "nearest" });
    focused?.focus();
  }

  /** Another sticker was written into the field. */
  mark(number: string): void {
    this.chosen = number;
    for (const button of this.stickers.children) {
      button.setAttribute("aria-pressed", String((button as HTMLElement).dataset["sticker"] === number));
    }
  }

  private show([key, first, last]: Package): void {
    for (const set of this.sets.children) {
      set.setAttribute("aria-pressed", String((set as HTMLElement).dataset["set"] === key));
    }
    one(this.sets, (set) => set.dataset["set"] === key);
    this.stickers.setAttribute("aria-label", this.words.package.replace("{number}", key));
    const numbers = Array.from({ length: last - first + 1 }, (_nothing, at) => String(first + at));
    this.stickers.replaceChildren(
      ...numbers.map((number) => {
        const name = this.words.sticker.replace("{number}", number);
        const button = this.button(number, name, () => this.choose(number));
        button.dataset["sticker"] = number;
        return button;
      }),
    );
    this.mark(this.chosen);
    one(this.stickers, (button) => button.dataset["sticker"] === this.chosen);
  }

  private button(sticker: string, name: string, act: () => void): HTMLButtonElement {
    const attributes = { type: "button", class: "ls-stickers__one", "aria-label": name, title: name };
    return el("button", { ...attributes, onclick: act }, picture(this.address, sticker, ""));
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

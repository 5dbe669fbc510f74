// What a screen reader is told, politely, and what everybody sees for a moment, with a way back.

import { el } from "./dom";

const READ_AFTER_MS = 300;
const SHOWN_MS = 8000;

export class Announcer {
  readonly region = el("p", { class: "ls-announced", role: "status", "aria-live": "polite" });
  private readonly words = el("span", {});
  private readonly undo: HTMLButtonElement;
  readonly toast: HTMLElement;
  private reading: ReturnType<typeof setTimeout> | undefined;
  private hiding: ReturnType<typeof setTimeout> | undefined;

  /** @param undo what the way back does; left out where there is none */
  constructor(undoLabel = "", undo: () => void = () => {}) {
    this.undo = el("button", { type: "button", class: "ls-said__undo" }, undoLabel);
    this.undo.addEventListener("click", () => {
      this.toast.hidden = true;
      undo();
    });
    this.toast = el("div", { class: "ls-said", hidden: true }, this.words, this.undo);
  }

  /**
   * @param isShown whether it matters to people who see the picture, too
   * @param canUndo whether it was an act that people may want to take back
   */
  say(words: string, isShown = true, canUndo = false): void {
    clearTimeout(this.reading);
    this.reading = setTimeout(() => {
      this.region.textContent = words;
    }, READ_AFTER_MS);
    if (!isShown) return;
    this.words.textContent = words;
    this.undo.hidden = !canUndo;
    this.toast.hidden = false;
    clearTimeout(this.hiding);
    this.hiding = setTimeout(() => this.hide(), SHOWN_MS);
  }

  private hide(): void {
    // Nobody loses what they are about to press.
    if (this.toast.matches(":hover, :focus-within")) this.hiding = setTimeout(() => this.hide(), SHOWN_MS);
    else this.toast.hidden = true;
  }
}

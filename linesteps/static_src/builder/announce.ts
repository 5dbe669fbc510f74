// What a screen reader is told, politely, and the same words for everybody's eyes for a moment.

import { el } from "./dom";

const READ_AFTER_MS = 300;
const SHOWN_MS = 6000;

export class Announcer {
  readonly region = el("p", { class: "ls-said", role: "status", "aria-live": "polite" });
  private reading: ReturnType<typeof setTimeout> | undefined;
  private hiding: ReturnType<typeof setTimeout> | undefined;

  /** @param isShown whether it matters to people who see the picture, too */
  say(words: string, isShown = true): void {
    clearTimeout(this.reading);
    clearTimeout(this.hiding);
    this.reading = setTimeout(() => {
      this.region.textContent = words;
      this.region.classList.toggle("ls-said--shown", isShown);
      this.hiding = setTimeout(() => this.region.classList.remove("ls-said--shown"), SHOWN_MS);
    }, READ_AFTER_MS);
  }
}

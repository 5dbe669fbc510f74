// The form of a segment: a moment after the last keystroke, it says for how many friends the conditions hold.

import { Controller } from "@hotwired/stimulus";
import { ask, Watch, written } from "../written/form";

const WAIT_MS = 600;
/** Quick answers need no “counting”. */
const SLOW_MS = 400;

/**
 * @example
 * <div data-controller="ls-segment-count" data-ls-segment-count-url-value="/…/count/"
 *   data-ls-segment-count-wait-value="Counting …"><p data-ls-segment-count-target="text" hidden></p></div>
 */
export class CountController extends Controller<HTMLElement> {
  static override values = { url: String, wait: String };
  static override targets = ["text"];

  declare readonly urlValue: string;
  declare readonly waitValue: string;
  declare readonly textTarget: HTMLElement;

  private asked = "";
  private asking: AbortController | undefined;
  private readonly watch = new Watch(
    this.element,
    WAIT_MS,
    () => void this.ask(),
    // What the count itself says is no news.
    (change) => !this.textTarget.contains(change.target),
  );

  override connect(): void {
    this.watch.start();
    this.watch.soon();
  }

  override disconnect(): void {
    this.asking?.abort();
    this.watch.stop();
  }

  private say(text: string): void {
    this.textTarget.textContent = text;
    this.textTarget.hidden = text === "";
  }

  private async ask(): Promise<void> {
    const fields = written(this.element);
    if (fields === this.asked) return;
    this.asked = fields;
    this.asking?.abort();
    const mine = (this.asking = new AbortController());
    const slow = setTimeout(() => this.say(this.waitValue), SLOW_MS);
    try {
      const response = await ask(this.urlValue, fields, mine.signal);
      const text = response.ok ? ((await response.json()) as { text: string }).text : "";
      if (fields === this.asked) this.say(text);
    } catch {
      // Typed on, or no answer: no number is better than an old one.
      if (fields === this.asked) {
        this.asked = "";
        this.say("");
      }
    } finally {
      clearTimeout(slow);
    }
  }
}

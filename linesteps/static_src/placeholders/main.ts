// Text fields in which names and values can be put in.

import { Controller } from "@hotwired/stimulus";
import { Field } from "./field";
import { namesFor } from "./names";
import "./main.css";

/**
 * Draws a field with chips over a text field. Until the server has said the names, and where it does not, the
 * field stays as it is, with its braces. Inside of an element with `data-ls-same-for-all`, which holds the words of the
 * button, only what is the same for all friends is offered.
 *
 * @example
 * <textarea data-controller="ls-placeholders" data-ls-placeholders-url-value="/admin/…"
 *   data-ls-placeholders-insert-value="Insert a name or value"></textarea>
 */
class PlaceholdersController extends Controller<HTMLInputElement | HTMLTextAreaElement> {
  static override values = { url: String, insert: String, emoji: String };

  declare readonly urlValue: string;
  declare readonly insertValue: string;
  /** Words of the button for LINE's emoji; empty where LINE shows none. */
  declare readonly emojiValue: string;

  private field: Field | null = null;
  private turn = 0;

  private readonly onAccount = (event: Event): void => {
    if ((event.target as HTMLElement).matches('[name="account"]')) void this.draw();
  };

  override connect(): void {
    document.addEventListener("change", this.onAccount);
    void this.draw();
  }

  override disconnect(): void {
    document.removeEventListener("change", this.onAccount);
    this.turn++;
    this.leave();
  }

  private leave(): void {
    this.field?.leave();
    this.field = null;
  }

  private async draw(): Promise<void> {
    const turn = ++this.turn;
    const known = await namesFor(this.urlValue).catch(() => null);
    if (turn !== this.turn || !known) return;
    const together = this.element.closest<HTMLElement>("[data-ls-same-for-all]");
    const names = {
      ...known,
      ...(!this.emojiValue && { emoji: undefined }),
      isSameForAll: Boolean(together),
    };
    const insert = together?.dataset["lsSameForAll"] || this.insertValue;
    const hadFocus = document.activeElement === this.element;
    this.leave();
    this.field = new Field(this.element, names, insert, this.emojiValue);
    if (hadFocus) this.element.dispatchEvent(new FocusEvent("focus"));
  }
}

const { wagtail } = window as unknown as {
  wagtail: { app: { register(name: string, controller: unknown): void } };
};
wagtail.app.register("ls-placeholders", PlaceholdersController);

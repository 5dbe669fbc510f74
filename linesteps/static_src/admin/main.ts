// What our screens in the admin share: their look, a button that copies an address, and live figures.

import { Controller } from "@hotwired/stimulus";
import { LiveController } from "./live";
import "./main.css";

/**
 * Copies the text of a field.
 *
 * @example
 * <div data-controller="ls-copy" data-ls-copy-done-value="Copied">
 *   <input readonly data-ls-copy-target="text"> <button data-action="ls-copy#copy" data-ls-copy-target="button">Copy</button>
 * </div>
 */
class CopyController extends Controller<HTMLElement> {
  static override targets = ["text", "button"];
  static override values = { done: String };

  declare readonly textTarget: HTMLInputElement;
  declare readonly buttonTarget: HTMLButtonElement;
  declare readonly doneValue: string;

  select(): void {
    this.textTarget.select();
  }

  async copy(): Promise<void> {
    // The clipboard is there on https only; a selected text can be copied by hand.
    this.select();
    await navigator.clipboard?.writeText(this.textTarget.value);
    this.buttonTarget.textContent = this.doneValue;
  }
}

const { wagtail } = window as unknown as {
  wagtail: { app: { register(name: string, controller: unknown): void } };
};
wagtail.app.register("ls-copy", CopyController);
wagtail.app.register("ls-live", LiveController);

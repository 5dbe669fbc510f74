// The form of a library message: while somebody types, the phone beside it shows what it becomes.

import { Controller } from "@hotwired/stimulus";
import { ask, Watch, written } from "../written/form";
import type { PictureController, Shown } from "./picture";

const WAIT_MS = 400;

/**
 * @example
 * <div data-controller="ls-library-form" data-ls-library-form-url-value="/…/picture/written/"
 *   data-ls-library-form-ls-library-picture-outlet=".ls-library-picture">…</div>
 */
export class FormController extends Controller<HTMLElement> {
  static override values = { url: String };
  static override outlets = ["ls-library-picture"];

  declare readonly urlValue: string;
  declare readonly lsLibraryPictureOutlet: PictureController;

  private asked = "";
  private readonly watch = new Watch(this.element, WAIT_MS, () => void this.ask());

  override connect(): void {
    this.watch.start();
    this.asked = written(this.element);
  }

  override disconnect(): void {
    this.watch.stop();
  }

  private async ask(): Promise<void> {
    const fields = written(this.element);
    if (fields === this.asked) return;
    this.asked = fields;
    try {
      const response = await ask(this.urlValue, fields);
      if (response.ok && fields === this.asked)
        this.lsLibraryPictureOutlet.shownValue = (await response.json()) as Shown;
    } catch {
      // The last picture stays; saving says what is wrong.
      this.asked = "";
    }
  }
}

// The form of a library message: while somebody types, the phone beside it shows what it becomes.

import { Controller } from "@hotwired/stimulus";
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

  private waiting: ReturnType<typeof setTimeout> | undefined;
  private asked = "";
  private readonly observer = new MutationObserver(() => this.askSoon());

  override connect(): void {
    for (const type of ["input", "change"]) this.element.addEventListener(type, this.askSoon);
    // Choosers change hidden fields without an event; blocks come and go.
    this.observer.observe(this.element, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: ["value"],
    });
    this.asked = this.fields();
  }

  override disconnect(): void {
    clearTimeout(this.waiting);
    this.observer.disconnect();
    for (const type of ["input", "change"]) this.element.removeEventListener(type, this.askSoon);
  }

  private readonly askSoon = (): void => {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => void this.ask(), WAIT_MS);
  };

  private fields(): string {
    const form = this.element.closest("form");
    if (!form) return "";
    const pairs = [...new FormData(form)].filter(([, value]) => typeof value === "string");
    return new URLSearchParams(pairs as [string, string][]).toString();
  }

  private async ask(): Promise<void> {
    const fields = this.fields();
    if (fields === this.asked) return;
    this.asked = fields;
    try {
      const response = await fetch(this.urlValue, {
        method: "POST",
        headers: { "Content-Type": "application/x-www-form-urlencoded", Accept: "application/json" },
        body: fields,
        credentials: "same-origin",
      });
      if (response.ok && fields === this.asked)
        this.lsLibraryPictureOutlet.shownValue = (await response.json()) as Shown;
    } catch {
      // The last picture stays; saving says what is wrong.
      this.asked = "";
    }
  }
}

// A field for a link, with Wagtail's documents to choose from. What is stored is the document's address, so the
// field stays what counts.

import { Controller } from "@hotwired/stimulus";
import { el } from "../chat/dom";
import "./main.css";

/** Wagtail's own dialog (wagtaildocs/js/document-chooser-modal.js). */
interface DocumentChooserModal {
  open(options: Record<string, unknown>, chosen: (document: { url: string }) => void): void;
}

interface Page {
  DocumentChooserModal?: new (url: string) => DocumentChooserModal;
  wagtail: { app: { register(name: string, controller: unknown): void } };
}

const page = window as unknown as Page;

/**
 * @example
 * <input data-controller="ls-link" data-ls-link-url-value="/admin/documents/chooser/"
 *   data-ls-link-base-value="https://shop.example" data-ls-link-words-value="Choose a document">
 */
class LinkController extends Controller<HTMLInputElement> {
  static override values = { url: String, base: String, words: String };

  declare readonly urlValue: string;
  declare readonly baseValue: string;
  declare readonly wordsValue: string;

  private button: HTMLButtonElement | undefined;

  override connect(): void {
    if (!page.DocumentChooserModal || this.element.disabled || this.element.readOnly) return;
    const attributes = { type: "button", class: "ls-link__choose", onclick: () => this.choose() };
    this.button = el("button", attributes, this.wordsValue);
    this.element.after(this.button);
  }

  override disconnect(): void {
    this.button?.remove();
  }

  private choose(): void {
    if (!page.DocumentChooserModal) return;
    new page.DocumentChooserModal(this.urlValue).open({}, ({ url }) => {
      this.element.value = new URL(url, this.baseValue || location.origin).href;
      for (const type of ["input", "change"]) this.element.dispatchEvent(new Event(type, { bubbles: true }));
      this.element.focus();
    });
  }
}

page.wagtail.app.register("ls-link", LinkController);

// A field for a sticker's number, with LINE's stickers to choose from. The field stays what counts: without
// this script, or without LINE's pictures, a number is written.

import "./main.css";
import { Controller } from "@hotwired/stimulus";
import { el } from "../chat/dom";
import { Panel, type PictureSet } from "./panel";
import { picture } from "./picture";

/** Number, first and last sticker. */
type Package = [number: string, first: number, last: number];
type Words = Record<"choose" | "close" | "packages" | "package" | "sticker", string>;

/**
 * @example
 * <input data-controller="ls-stickers" data-ls-stickers-packages-value='[["446", 1988, 2027]]'
 *   data-ls-stickers-picture-value="https://…/{sticker}.png" data-ls-stickers-words-value="{…}">
 */
class StickersController extends Controller<HTMLInputElement> {
  static override values = { packages: Array, picture: String, words: Object };

  declare readonly packagesValue: Package[];
  declare readonly pictureValue: string;
  declare readonly wordsValue: Words;

  private box: HTMLElement | undefined;
  private panel: Panel | undefined;
  private button!: HTMLButtonElement;
  private chosen!: HTMLElement;

  private readonly show = (): void => {
    const number = this.element.value.trim();
    const set = this.packageOf(number);
    // Nothing is asked of LINE's server for what somebody is still typing.
    this.chosen.replaceChildren(...(set ? [this.draw(number, this.name(number))] : []));
    this.panel?.mark(set, number);
  };

  override connect(): void {
    this.chosen = el("span", { class: "ls-stickers__chosen" });
    this.button = el("button", { type: "button", class: "button button-small button-secondary", "aria-expanded": "false" }); // prettier-ignore
    this.button.textContent = this.wordsValue.choose;
    this.button.addEventListener("click", () => (this.panel ? this.close() : this.open()));
    this.box = el(
      "div",
      { class: "ls-stickers" },
      el("div", { class: "ls-stickers__bar" }, this.chosen, this.button),
    );
    this.element.after(this.box);
    this.element.addEventListener("input", this.show);
    this.element.addEventListener("change", this.show);
    // Its value comes after the field is drawn.
    requestAnimationFrame(this.show);
  }

  override disconnect(): void {
    this.element.removeEventListener("input", this.show);
    this.element.removeEventListener("change", this.show);
    this.box?.remove();
    this.panel = undefined;
  }

  private packageOf(number: string): string {
    const at = Number(number);
    return this.packagesValue.find(([, first, last]) => first <= at && at <= last)?.[0] ?? "";
  }

  private draw(number: string, alt = ""): HTMLElement {
    return picture(this.pictureValue.replace("{sticker}", number), number, alt);
  }

  private name(number: string): string {
    return this.wordsValue.sticker.replace("{number}", number);
  }

  private open(): void {
    const words = this.wordsValue;
    const sets = this.packagesValue.map(([key, first, last]): PictureSet => ({
      key,
      name: words.package.replace("{number}", key),
      numbers: Array.from({ length: last - first + 1 }, (_nothing, at) => String(first + at)),
    }));
    this.panel = new Panel(
      sets,
      (_set, number) => this.draw(number),
      { sets: words.packages, one: words.sticker },
      (number) => this.choose(number),
    );
    this.panel.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      // Only this closes, not the form around it.
      event.stopPropagation();
      event.preventDefault();
      this.close();
    });
    this.box?.append(this.panel.element);
    const number = this.element.value.trim();
    this.panel.begin(this.packageOf(number), number);
    this.label(true);
  }

  private close(): void {
    this.panel?.element.remove();
    this.panel = undefined;
    this.label(false);
    this.button.focus();
  }

  private label(isOpen: boolean): void {
    this.button.textContent = isOpen ? this.wordsValue.close : this.wordsValue.choose;
    this.button.setAttribute("aria-expanded", String(isOpen));
  }

  private choose(number: string): void {
    this.element.value = number;
    for (const type of ["input", "change"]) this.element.dispatchEvent(new Event(type, { bubbles: true }));
    this.close();
  }
}

(
  window as unknown as { wagtail: { app: { register(name: string, controller: unknown): void } } }
).wagtail.app.register("ls-stickers", StickersController);

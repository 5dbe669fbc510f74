// A message of the library as a friend sees it.

import { Controller } from "@hotwired/stimulus";
import { el } from "../chat/dom";
import { type Json, text } from "../chat/json";
import { drawingOf, drawMessages, type Words } from "../chat/shown";
import { transcript } from "../chat/transcript";

export interface Shown extends Words {
  messages: Json[];
}

/**
 * @example
 * <div class="ls-library-picture ls-chat" data-controller="ls-library-picture"
 *   data-ls-library-picture-shown-value='{"account": "…", "messages": […], "coupons": {}, "words": {…}}'></div>
 */
export class PictureController extends Controller<HTMLElement> {
  static override values = { shown: Object };

  declare shownValue: Shown;

  shownValueChanged(): void {
    const { messages, ...words } = this.shownValue;
    if (!messages) return;
    const drawing = drawingOf(words);
    const said = messages.map((message) =>
      message["type"] === "todo" ? text(message["text"]) : transcript(message, drawing),
    );
    // In a list of pictures, the words say more to whoever does not see them.
    const drawn = el("div", { class: "ls-library-picture__drawn", "aria-hidden": "true" });
    drawn.inert = true;
    drawn.append(...drawMessages(messages, words));
    const read = el("p", { class: "w-sr-only", dir: "auto" }, said.join("\n"));
    this.element.replaceChildren(drawn, read);
  }
}

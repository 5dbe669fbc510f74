// Choosing one of LINE's own emoji by its picture, or by its number where LINE has newer ones than we know.

import { el } from "../chat/dom";
import { Panel, type PictureSet } from "../stickers/panel";
import { picture } from "../stickers/picture";
import type { Emoji } from "./chips";
import { open, place, row } from "./frame";
import { say, type EmojiList, type Names } from "./names";

interface Asked {
  names: Names;
  list: EmojiList;
  /** What is changed; null to put in a new one. */
  emoji: Emoji | null;
  anchor: Element;
}

let counter = 0;

/** Where LINE keeps its picture of an emoji; only digits and letters that the server knows get there. */
export function pictureAddress(list: EmojiList, { product, number }: Emoji): string {
  return list.picture.replace("{product}", product).replace("{emoji}", number);
}

/** Asks; the answer is an emoji, `"remove"`, or null when nobody wanted it after all. */
export function askForEmoji({ names, list, emoji, anchor }: Asked): Promise<Emoji | "remove" | null> {
  return new Promise((resolve) => {
    const id = `ls-emoji-dialog-${++counter}`;
    const t = (key: string, values: Record<string, string> = {}): string => say(names, key, values);
    let result: Emoji | "remove" | null = null;
    const finish = (value: typeof result): void => {
      result = value;
      dialog.close();
    };
    const draw = (product: string, number: string): HTMLElement =>
      picture(pictureAddress(list, { product, number }), number, "");
    const words = { sets: t("emojiSets"), one: t("emojiOne") };
    const panel = new Panel(sets(names, list), draw, words, (number, product) => finish({ product, number }));
    panel.element.classList.add("ls-stickers__panel--emoji");
    const second = (className: string, label: string, onclick: () => void): HTMLElement =>
      el("button", { type: "button", class: `button button-secondary ${className}`, onclick }, label);
    const dialog = el(
      "dialog",
      { class: "ls-words-dialog ls-words-dialog--wide", "aria-labelledby": id },
      el("h2", { id, class: "ls-words-dialog__title" }, emoji ? t("emojiChange") : t("emojiInsert")),
      panel.element,
      byNumber({ names, list, id, emoji, finish }),
      el(
        "div",
        { class: "ls-words-dialog__acts" },
        emoji && second("no", t("remove"), () => finish("remove")),
        second("", t("cancel"), () => finish(null)),
      ),
    );
    open(dialog, anchor, () => resolve(result));
    panel.begin(emoji?.product ?? "", emoji?.number ?? "");
    // Now it is as high as it will be.
    place(dialog, anchor);
    dialog.querySelector("details")?.addEventListener("toggle", () => place(dialog, anchor));
  });
}

function sets(names: Names, { sets: known }: EmojiList): PictureSet[] {
  return known.map(([key, count], at) => ({
    key,
    name: say(names, "emojiSet", { number: String(at + 1) }),
    numbers: Array.from({ length: count }, (_nothing, one) => String(one + 1).padStart(3, "0")),
  }));
}

interface ByNumber {
  names: Names;
  list: EmojiList;
  id: string;
  emoji: Emoji | null;
  finish: (emoji: Emoji) => void;
}

/** Two numbers as LINE's list shows them. */
function byNumber({ names, list, id, emoji, finish }: ByNumber): HTMLElement {
  const t = (key: string): string => say(names, key);
  const field = (name: string, value: string, pattern: string): HTMLInputElement => {
    const words = { pattern, value, required: true, autocomplete: "off", spellcheck: "false" };
    return el("input", { id: `${id}-${name}`, type: "text", ...words });
  };
  const product = field("product", emoji?.product ?? "", "[0-9a-f]{24}");
  const number = field("number", emoji?.number ?? "", "[0-9]{3}");
  const address = { href: list.list, target: "_blank", rel: "noreferrer" };
  const form = el(
    "form",
    { method: "dialog", class: "ls-words-dialog__numbers" },
    row(t("emojiProduct"), product),
    row(t("emojiNumber"), number),
    el("button", { type: "submit", class: "button button-secondary" }, t("insert")),
    el("a", address, t("emojiList")),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    finish({ product: product.value, number: number.value });
  });
  return el("details", { class: "ls-words-dialog__more" }, el("summary", {}, t("emojiByNumber")), form);
}

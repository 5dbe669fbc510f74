// The layer behind a field: the same words, with a ground for each chip and the pictures of emoji.

import { el } from "../chat/dom";
import { spans, type Span } from "./chips";
import { pictureAddress } from "./emoji";
import type { Names } from "./names";

/** The words with their chips; what is behind a letter of the field stands in the same place. */
export function painted(words: string, names: Names): (Node | string)[] {
  const parts: (Node | string)[] = [];
  let at = 0;
  for (const one of spans(words)) {
    parts.push(words.slice(at, one.start), ground(words.slice(one.start, one.end), one, names));
    at = one.end;
  }
  // A line that has only begun is as high as any other.
  return [...parts, `${words.slice(at)}\u200b`];
}

function ground(words: string, { emoji }: Span, names: Names): HTMLElement {
  if (!emoji || !names.emoji) return el("span", { class: "ls-words__chip" }, words);
  const picture = el("img", {
    class: "ls-words__emoji",
    src: pictureAddress(names.emoji, emoji),
    alt: "",
    referrerpolicy: "no-referrer",
  });
  const chip = el("span", { class: "ls-words__chip ls-words__chip--emoji" }, words, picture);
  // Without LINE's picture a sign shows that there is one.
  picture.addEventListener("error", () => {
    picture.remove();
    chip.classList.add("ls-words__chip--sign");
  });
  return chip;
}

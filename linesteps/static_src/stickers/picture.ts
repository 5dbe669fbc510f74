// One of LINE's pictures: a sticker or an emoji.

import { el } from "../chat/dom";

/** The picture at an address of LINE's, or its number where that cannot be had. */
export function picture(src: string, number: string, alt: string): HTMLElement {
  const shown = el("img", {
    src,
    alt,
    loading: "lazy",
    referrerpolicy: "no-referrer",
    width: 64,
    height: 64,
  });
  shown.addEventListener(
    "error",
    () => shown.replaceWith(el("span", { class: "ls-stickers__number" }, number)),
    {
      once: true,
    },
  );
  return shown;
}

// The picture of one sticker.

import { el } from "../chat/dom";

/** LINE's picture of a sticker, or its number where that cannot be had. */
export function picture(address: string, number: string, alt: string): HTMLElement {
  const src = address.replace("{sticker}", number);
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

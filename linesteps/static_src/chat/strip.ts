// Cards side by side: to swipe, to scroll with the arrow keys, and with a button at each side.

import { el } from "./dom";
import type { Drawing } from "./drawing";

const NEAR = 8;

export function strip(cards: HTMLElement[], { t }: Drawing): HTMLElement {
  const row = el("div", { class: "ls-chat__strip", tabindex: 0, role: "group", "aria-label": t("cards") }, ...cards); // prettier-ignore
  if (cards.length < 2) return row;
  const arrow = (side: string, label: string, sign: string, way: number): HTMLButtonElement => {
    const scroll = (): void => {
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      const left = way * ((cards[0]?.offsetWidth ?? 200) + NEAR);
      row.scrollBy({ left, behavior: calm ? "auto" : "smooth" });
    };
    const attributes = { type: "button", class: `ls-chat__arrow ls-chat__arrow--${side}` };
    return el("button", { ...attributes, "aria-label": label, onclick: scroll }, sign);
  };
  const back = arrow("back", t("list_previous"), "‹", -1);
  const on = arrow("on", t("list_next"), "›", 1);
  back.hidden = true;
  row.addEventListener("scroll", () => {
    back.hidden = row.scrollLeft < NEAR;
    on.hidden = row.scrollLeft + row.clientWidth > row.scrollWidth - NEAR;
  });
  return el("div", { class: "ls-chat__strip-frame" }, row, back, on);
}

// What can be tapped: buttons where somebody listens and the address is allowed, else only their looks.

import { el, isTapUrl } from "./dom";
import type { Drawing } from "./drawing";
import { type Json, text } from "./json";

type Child = Node | string | null | false;

/** Something that taps `action`. */
export function tappable(
  className: string,
  action: Json,
  { tap }: Drawing,
  ...children: Child[]
): HTMLElement {
  if (!tap) return el("span", { class: className }, ...children);
  const disabled = action["type"] === "uri" && !isTapUrl(action["uri"]);
  const attributes = { type: "button", class: className, disabled, "data-testid": "tap" };
  return el("button", { ...attributes, onclick: () => tap(action) }, ...children);
}

/** A row or column of labelled buttons. */
export function actions(values: Json[], drawing: Drawing, className: string): HTMLElement {
  const buttons = values.map((action) =>
    tappable("ls-chat__button", action, drawing, text(action["label"]) || "…"),
  );
  return el("div", { class: className, dir: "auto" }, ...buttons);
}

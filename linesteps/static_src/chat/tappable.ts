// What can be tapped: buttons where somebody listens and the address is allowed, else only their looks.

import { el, isTapUrl } from "./dom";
import type { Drawing } from "./drawing";
import { type Json, text } from "./json";

type Child = Node | string | null | false;

const LABEL_MAX = 200;

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

/**
 * `node`, with a button over it that taps `action`, if there is one.
 *
 * The button stands beside what it covers, not around it: a button in a button would tap both, and no screen
 * reader could tell them apart.
 */
export function touchable(node: HTMLElement, action: Json, drawing: Drawing): HTMLElement {
  if (!action["type"] || !drawing.tap) return node;
  const cover = tappable("ls-chat__cover", action, drawing);
  const label = text(action["label"]) || (node.textContent ?? "").trim().slice(0, LABEL_MAX);
  cover.setAttribute("aria-label", label || drawing.t("photo"));
  node.classList.add("ls-chat__touch");
  node.prepend(cover);
  return node;
}

/** A row or column of labelled buttons. */
export function actions(values: Json[], drawing: Drawing, className: string): HTMLElement {
  const buttons = values.map((action) =>
    tappable("ls-chat__button", action, drawing, text(action["label"]) || "…"),
  );
  return el("div", { class: className, dir: "auto" }, ...buttons);
}

// Actions as buttons, and careful access to the JSON of messages.

import { el } from "./dom";
import type { Json } from "./server";

export type Tap = (action: Json) => void;

export function text(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

export function object(value: unknown): Json {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Json) : {};
}

export function list(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(object) : [];
}

/** A button that taps `action`. */
export function tappable(
  className: string,
  action: Json,
  tap: Tap,
  ...children: (Node | string | null | false)[]
): HTMLButtonElement {
  return el(
    "button",
    { type: "button", class: className, "data-testid": "tap", onclick: () => tap(action) },
    ...children,
  );
}

/** A row or column of labelled buttons. */
export function actions(values: Json[], tap: Tap, className: string): HTMLElement {
  const buttons = values.map((action) =>
    tappable("card-button", action, tap, text(action["label"]) || text(action["type"])),
  );
  return el("div", { class: className }, ...buttons);
}

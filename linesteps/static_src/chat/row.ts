// A message in its row: who says it, the bubble, and the time.

import { el } from "./dom";

export interface Row {
  /** Whether the person with the phone said it. */
  isOwn?: boolean;
  /** Of the account, for the round picture beside its messages. */
  name?: string;
  /** As it is shown, and as a program reads it. */
  time?: string;
  at?: string;
  attributes?: Record<string, string>;
}

export function row(content: HTMLElement, { isOwn, name, time, at, attributes }: Row): HTMLElement {
  return el(
    "article",
    { class: `ls-chat__row ${isOwn ? "ls-chat__row--own" : ""}`.trim(), ...attributes },
    name && !isOwn ? avatar(name) : null,
    content,
    time ? el("time", { class: "ls-chat__time", datetime: at }, time) : null,
  );
}

const HUES = [12, 32, 96, 158, 190, 214, 250, 284, 330];

/** A round picture with the first letter, in a colour that follows from the name. */
export function avatar(name: string, className = ""): HTMLElement {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  const node = el("span", { class: `ls-chat__avatar ${className}`.trim(), "aria-hidden": "true" }, [...name][0] ?? "?"); // prettier-ignore
  node.style.backgroundColor = `hsl(${HUES[sum % HUES.length]} 42% 38%)`;
  return node;
}

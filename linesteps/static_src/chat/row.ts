// A message in its row: who says it, the bubble, and the time.

import { allowedUrl, el, image } from "./dom";
import { type Json, text } from "./json";

export interface Row {
  /** Whether the person with the phone said it. */
  isOwn?: boolean;
  /** Of the account, for the round picture beside its messages. */
  name?: string;
  /** LINE's sender object: another name and picture for this one message. */
  sender?: Json;
  /** As it is shown, and as a program reads it. */
  time?: string;
  at?: string;
  attributes?: Record<string, string>;
}

export function row(content: HTMLElement, { isOwn, name, sender, time, at, attributes }: Row): HTMLElement {
  const called = isOwn ? "" : text(sender?.["name"]);
  const kind = isOwn ? "ls-chat__row--own" : called ? "ls-chat__row--sender" : "";
  return el(
    "article",
    { class: `ls-chat__row ${kind}`.trim(), ...attributes },
    name && !isOwn ? avatar(name, "", sender?.["iconUrl"]) : null,
    called ? el("span", { class: "ls-chat__sender", dir: "auto" }, called) : null,
    content,
    time ? el("time", { class: "ls-chat__time", datetime: at }, time) : null,
  );
}

const HUES = [12, 32, 96, 158, 190, 214, 250, 284, 330];

/** A round picture: the given one, else the first letter in a colour that follows from the name. */
export function avatar(name: string, className = "", url?: unknown): HTMLElement {
  const own = { class: `ls-chat__avatar ${className}`.trim(), "aria-hidden": "true" };
  if (allowedUrl(url)) return el("span", own, image(url, "ls-chat__face"));
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  const node = el("span", own, [...name][0] ?? "?");
  node.style.backgroundColor = `hsl(${HUES[sum % HUES.length]} 42% 38%)`;
  return node;
}

// Messages as the server shows them (admin: library, gallery), drawn as the phone draws them.

import { el } from "./dom";
import { dayIn, type Drawing } from "./drawing";
import { type Json, object, text } from "./json";
import { drawMessage } from "./message";
import { quickReplies } from "./quick";
import { row } from "./row";

export interface Words {
  account: string;
  /** By LINE's id. */
  coupons: Record<string, Json>;
  words: Record<string, string>;
}

/** What the renderer needs to know, in the language of the page. */
export function drawingOf(shown: Words): Drawing {
  const { lang } = document.documentElement;
  return {
    t: (word, values = {}) =>
      (shown.words[word] ?? word).replace(/\{(\w+)\}/g, (whole, name: string) =>
        String(values[name] ?? whole),
      ),
    day: dayIn(lang),
    coupons: shown.coupons,
  };
}

/** The rows of one send; what is not ready is told in words. */
export function drawMessages(messages: Json[], shown: Words): HTMLElement[] {
  const drawing = drawingOf(shown);
  const last = messages.at(-1);
  const rows = messages.map((message) =>
    row(
      message["type"] === "todo"
        ? el("div", { class: "ls-handset__todo", dir: "auto" }, text(message["text"]))
        : drawMessage(message, drawing),
      { name: shown.account, sender: object(message["sender"]) },
    ),
  );
  const replies = last ? quickReplies(last, drawing) : null;
  return replies ? [...rows, replies] : rows;
}

// What arrives at each moment of a template's conversation, drawn as the phone draws it.

import type { Drawing } from "../chat/drawing";
import { type Json, object, text } from "../chat/json";
import { drawMessage } from "../chat/message";
import { quickReplies } from "../chat/quick";
import { row } from "../chat/row";
import { el } from "../chat/dom";

interface Shown {
  account: string;
  /** By the id of the send. */
  messages: Record<string, Json[]>;
  coupons: Record<string, Json>;
  words: Record<string, string>;
}

/** Fills each moment with the messages of its send, once. */
export function drawMoments(moments: HTMLElement[]): void {
  const said = document.getElementById("ls-talk-shown")?.textContent;
  if (!said) return;
  const shown = JSON.parse(said) as Shown;
  const { lang } = document.documentElement;
  const drawing: Drawing = {
    t: (word, values = {}) =>
      (shown.words[word] ?? word).replace(/\{(\w+)\}/g, (whole, name: string) =>
        String(values[name] ?? whole),
      ),
    day: (at) => at.toLocaleDateString(lang || undefined),
    coupons: shown.coupons,
  };
  for (const moment of moments) {
    if (moment.querySelector(".ls-chat__row")) continue;
    const messages = shown.messages[moment.dataset["step"] ?? ""] ?? [];
    const last = messages.at(-1);
    moment.append(
      ...messages.map((message) =>
        row(
          message["type"] === "todo"
            ? el("div", { class: "ls-handset__todo", dir: "auto" }, text(message["text"]))
            : drawMessage(message, drawing),
          { name: shown.account, sender: object(message["sender"]) },
        ),
      ),
    );
    const replies = last ? quickReplies(last, drawing) : null;
    if (replies) moment.append(replies);
  }
}

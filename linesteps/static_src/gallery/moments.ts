// What arrives at each moment of a template's conversation, drawn as the phone draws it.

import type { Json } from "../chat/json";
import { drawMessages, type Words } from "../chat/shown";

interface Shown extends Words {
  /** By the id of the send. */
  messages: Record<string, Json[]>;
}

/** Fills each moment with the messages of its send, once. */
export function drawMoments(moments: HTMLElement[]): void {
  const said = document.getElementById("ls-talk-shown")?.textContent;
  if (!said) return;
  const shown = JSON.parse(said) as Shown;
  for (const moment of moments) {
    if (moment.querySelector(".ls-chat__row")) continue;
    moment.append(...drawMessages(shown.messages[moment.dataset["step"] ?? ""] ?? [], shown));
  }
}

// Quick replies: a row of buttons under the last message, until somebody writes or taps.

import { el } from "./dom";
import type { Drawing } from "./drawing";
import { type Json, list, object, text } from "./json";
import { tappable } from "./tappable";

/** The row for a message, or null if it has none. */
export function quickReplies(message: Json, drawing: Drawing): HTMLElement | null {
  const items = list(object(message["quickReply"])["items"]).map((item) => object(item["action"]));
  if (items.length === 0) return null;
  const buttons = items.map((action) =>
    tappable("ls-chat__quick-button", action, drawing, text(action["label"]) || "…"),
  );
  const label = drawing.t("quick_replies");
  return el("div", { class: "ls-chat__quick", role: "group", "aria-label": label }, ...buttons);
}

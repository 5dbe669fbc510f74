// Quick replies: a row of buttons under the last message, until somebody writes or taps.

import { allowedUrl, el, image } from "./dom";
import type { Drawing } from "./drawing";
import { icon } from "./icons";
import { type Json, list, object, text } from "./json";
import { tappable } from "./tappable";

/** What LINE puts before these actions where no picture was given. */
const SIGNS = { camera: "camera", cameraRoll: "image", location: "pin" } as const;

/** The row for a message, or null if it has none. */
export function quickReplies(message: Json, drawing: Drawing): HTMLElement | null {
  const items = list(object(message["quickReply"])["items"]);
  if (items.length === 0) return null;
  const buttons = items.map((item) => {
    const action = object(item["action"]);
    const words = text(action["label"]) || "…";
    return tappable("ls-chat__quick-button", action, drawing, sign(item, action), words);
  });
  const label = drawing.t("quick_replies");
  return el("div", { class: "ls-chat__quick", role: "group", "aria-label": label }, ...buttons);
}

function sign(item: Json, action: Json): Element | null {
  if (allowedUrl(item["imageUrl"])) return image(item["imageUrl"], "ls-chat__quick-icon");
  const type = text(action["type"]);
  return Object.hasOwn(SIGNS, type) ? icon(SIGNS[type as keyof typeof SIGNS]) : null;
}

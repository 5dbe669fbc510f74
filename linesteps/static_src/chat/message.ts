// One message object of LINE's as a person sees it. Safe for any input: whatever is missing or strange is
// drawn as far as it makes sense, never run.

import { coupon } from "./coupon";
import { el } from "./dom";
import type { Drawing } from "./drawing";
import { flex } from "./flex";
import { imagemap } from "./imagemap";
import { type Json, object, text } from "./json";
import { audio, location, photo, sticker, video } from "./media";
import { template } from "./template";
import { textBubble } from "./text";

/** The content of a bubble, without its row. */
export function drawMessage(message: Json, drawing: Drawing): HTMLElement {
  switch (message["type"]) {
    case "text":
    case "textV2":
      return textBubble(message, drawing);
    case "sticker":
      return sticker(message, drawing);
    case "image":
      return photo(message, drawing);
    case "video":
      return video(message, drawing);
    case "audio":
      return audio(message, drawing);
    case "location":
      return location(message, drawing);
    case "imagemap":
      return imagemap(message, drawing);
    case "template":
      return template(object(message["template"]), drawing);
    case "flex":
      return flex(object(message["contents"]), drawing);
    case "coupon":
      return coupon(object(drawing.coupons[text(message["couponId"])]), drawing);
    default:
      return unknown(message, drawing);
  }
}

function unknown(message: Json, { t }: Drawing): HTMLElement {
  const words = text(message["altText"]) || t("unsupported", { type: text(message["type"]) });
  return el("div", { class: "ls-chat__note ls-chat__quiet", dir: "auto" }, words);
}

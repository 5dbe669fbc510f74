// A message in plain words: for screen readers, and for whoever rather reads than looks.

import type { Drawing } from "./drawing";
import { type Json, list, object, text } from "./json";
import { textBubble } from "./text";

/** One line for one message object. */
export function transcript(message: Json, drawing: Drawing): string {
  const { t, coupons } = drawing;
  switch (message["type"]) {
    case "text":
    case "textV2":
      // With what stands for braces and dollars, as it is drawn.
      return textBubble(message, { ...drawing, tap: undefined }).textContent ?? "";
    case "image":
      return t("photo");
    case "sticker":
      return words(t("sticker"), message["packageId"], message["stickerId"]);
    case "video":
    case "audio":
      return t(message["type"]);
    case "location":
      return words(t("location"), message["title"], message["address"]);
    case "coupon":
      return words(t("coupon"), object(coupons[text(message["couponId"])])["title"]);
    case "template":
      return template(object(message["template"])) || text(message["altText"]);
    default:
      return text(message["altText"]) || t("unsupported", { type: text(message["type"]) });
  }
}

function template(value: Json): string {
  const cards = list(value["columns"]).length > 0 ? list(value["columns"]) : [value];
  const one = (card: Json): string => {
    const actions = card["action"] ? [object(card["action"])] : list(card["actions"]);
    const labels = actions.map((action) => text(action["label"])).filter(Boolean);
    return words(card["title"], card["text"], ...labels.map((label) => `[${label}]`));
  };
  return cards.map(one).join(" / ");
}

function words(...parts: unknown[]): string {
  return parts.map(text).filter(Boolean).join(" ");
}

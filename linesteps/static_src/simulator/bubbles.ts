// One bubble for each message object; what can be tapped carries its number from the server.

import { allowedUrl, el, image } from "../phone/dom";
import { flex } from "../phone/flex";
import { actions, list, object, tappable, type Tap, text } from "../phone/tappable";
import type { Act, Json, Shown, Words } from "./types";

export interface Context {
  coupons: Record<string, Json>;
  t: Words;
  act: (act: Act) => void;
}

export function bubble(shown: Shown, context: Context): HTMLElement {
  const { message } = shown;
  const tap: Tap = (action) => {
    if (typeof action["tap"] === "number")
      context.act({ act: "tap", message: shown.number, button: action["tap"] });
  };
  switch (message["type"]) {
    case "text":
    case "textV2":
      return words(shown, context);
    case "image":
      return image(message["previewImageUrl"] ?? message["originalContentUrl"], "photo", context.t("image"));
    case "video":
      return image(message["previewImageUrl"], "photo", context.t("video"));
    case "audio":
      return el("div", { class: "text" }, context.t("audio"));
    case "template":
      return template(object(message["template"]), tap);
    case "imagemap":
      return imagemap(message, tap);
    case "flex":
      return flex(object(message["contents"]), tap);
    case "coupon":
      return coupon(message, context);
    default:
      return el("div", { class: "text" }, text(message["altText"]) || context.t("other"));
  }
}

/** The quick replies under the last message. */
export function quickReplies(shown: Shown, context: Context): HTMLElement | null {
  const items = list(object(shown.message["quickReply"])["items"]).map((item) => object(item["action"]));
  if (items.length === 0) return null;
  const tap: Tap = (action) => {
    if (typeof action["tap"] === "number")
      context.act({ act: "tap", message: shown.number, button: action["tap"] });
  };
  return actions(items, tap, "quick");
}

function words(shown: Shown, context: Context): HTMLElement {
  const box = el("div", { class: "text" });
  for (const part of list(shown.message["parts"])) {
    const number = part["tap"];
    const piece = text(part["text"]);
    if (typeof number !== "number") {
      box.append(piece);
      continue;
    }
    const act = (): void => context.act({ act: "tap", message: shown.number, link: number });
    box.append(el("button", { type: "button", class: "text-link", onclick: act }, piece));
  }
  return box;
}

function template(value: Json, tap: Tap): HTMLElement {
  const columns = list(value["columns"]);
  if (value["type"] === "carousel") return strip(columns.map((column) => card(column, tap)));
  if (value["type"] === "image_carousel") {
    return strip(
      columns.map((column) => {
        const action = object(column["action"]);
        const picture = image(column["imageUrl"], "card-image", text(action["label"]));
        return tappable("card", action, tap, picture, text(action["label"]));
      }),
    );
  }
  return card(value, tap);
}

function card(value: Json, tap: Tap): HTMLElement {
  const title = text(value["title"]);
  const picture = value["thumbnailImageUrl"];
  return el(
    "div",
    { class: "card" },
    allowedUrl(picture) ? image(picture, "card-image", title) : null,
    el(
      "div",
      { class: "card-body" },
      title ? el("p", { class: "card-title" }, title) : null,
      el("p", { class: "card-text" }, text(value["text"])),
    ),
    actions(list(value["actions"]), tap, "card-actions"),
  );
}

function strip(cards: HTMLElement[]): HTMLElement {
  return el("div", { class: "strip", tabindex: 0, role: "group" }, ...cards);
}

function imagemap(message: Json, tap: Tap): HTMLElement {
  const size = object(message["baseSize"]);
  const [width, height] = [Number(size["width"]) || 1040, Number(size["height"]) || 1040];
  const base = text(message["baseUrl"]);
  // LINE asks the base address for one of its widths; 700 suits a phone.
  const picture = image(base ? `${base}/700` : "", "imagemap-image", text(message["altText"]));
  const box = el("div", { class: "imagemap" }, picture);
  box.style.aspectRatio = `${width} / ${height}`;
  for (const action of list(message["actions"])) {
    const area = object(action["area"]);
    const spot = tappable("imagemap-area", action, tap);
    const label = text(action["label"]) || text(action["text"]) || text(action["linkUri"]);
    spot.setAttribute("aria-label", label || text(message["altText"]));
    spot.style.left = `${(Number(area["x"]) / width) * 100}%`;
    spot.style.top = `${(Number(area["y"]) / height) * 100}%`;
    spot.style.width = `${(Number(area["width"]) / width) * 100}%`;
    spot.style.height = `${(Number(area["height"]) / height) * 100}%`;
    box.append(spot);
  }
  return box;
}

function coupon(message: Json, context: Context): HTMLElement {
  const found = context.coupons[text(message["couponId"])] ?? {};
  return el(
    "div",
    { class: "card coupon" },
    el(
      "div",
      { class: "card-body" },
      el("p", { class: "coupon-label" }, context.t("coupon")),
      el("p", { class: "card-title" }, text(found["title"])),
      text(found["description"]) ? el("p", { class: "card-text" }, text(found["description"])) : null,
    ),
  );
}

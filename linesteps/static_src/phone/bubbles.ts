// One bubble for each message type.

import { allowedUrl, el, image } from "./dom";
import { flex } from "./flex";
import { icon } from "./icons";
import type { Json, Line } from "./server";
import { dayOf, t } from "./strings";
import { actions, list, object, tappable, type Tap, text } from "./tappable";

export interface Context {
  coupons: Record<string, Json>;
  tap: Tap;
  watch: (trackingId: string) => void;
}

/** The content of a bubble, without its frame. */
export function content(line: Line, context: Context): HTMLElement {
  const message = line.message;
  switch (message["type"]) {
    case "text":
    case "textV2":
      return textBubble(message, context);
    case "image":
      if (line.sender === "person") return el("div", { class: "note" }, icon("image"), t("photo"));
      return el(
        "div",
        { class: "photo" },
        image(message["previewImageUrl"] ?? message["originalContentUrl"], "photo-image", t("photo")),
      );
    case "sticker":
      return el("div", { class: "sticker" }, el("span", {}, icon("smile")), t("sticker_label"));
    case "video":
      return video(message, context);
    case "audio":
      return el(
        "div",
        { class: "note" },
        icon("sound"),
        `${t("audio")} ${Math.round(Number(message["duration"] ?? 0) / 1000)}s`,
      );
    case "location":
      return el(
        "div",
        { class: "note" },
        el("strong", {}, icon("pin"), text(message["title"]) || t("location")),
        el("div", { class: "quiet" }, text(message["address"])),
      );
    case "template":
      return template(object(message["template"]), context);
    case "imagemap":
      return imagemap(message, context);
    case "flex":
      return flex(object(message["contents"]), context.tap);
    case "coupon":
      return coupon(message, context);
    default:
      return el("div", { class: "note quiet" }, t("unsupported", { type: text(message["type"]) }));
  }
}

const LINK = /https?:\/\/[^\s<>"'、。（）「」]+/g;

function textBubble(message: Json, context: Context): HTMLElement {
  const bubble = el("div", { class: "text" });
  const whole = text(message["text"]);
  let from = 0;
  for (const found of whole.matchAll(LINK)) {
    bubble.append(whole.slice(from, found.index));
    const uri = found[0];
    bubble.append(
      el(
        "button",
        {
          type: "button",
          class: "text-link",
          "data-testid": "tap",
          onclick: () => context.tap({ type: "uri", uri }),
        },
        uri,
      ),
    );
    from = found.index + uri.length;
  }
  bubble.append(whole.slice(from));
  return bubble;
}

function video(message: Json, context: Context): HTMLElement {
  const trackingId = text(message["trackingId"]);
  const box = el(
    "div",
    { class: "photo" },
    image(message["previewImageUrl"], "photo-image", t("video")),
    el("span", { class: "play" }, icon("play")),
  );
  if (!trackingId) return box;
  const button = el("button", { type: "button", class: "card-button", "data-testid": "tap" }, t("watch"));
  button.addEventListener("click", () => {
    button.disabled = true;
    button.textContent = t("watched");
    context.watch(trackingId);
  });
  return el("div", { class: "card" }, box, button);
}

function template(value: Json, context: Context): HTMLElement {
  switch (value["type"]) {
    case "buttons":
      return card(value, value, context.tap);
    case "confirm":
      return el(
        "div",
        { class: "card" },
        el("div", { class: "card-body" }, el("p", { class: "card-text" }, text(value["text"]))),
        actions(list(value["actions"]), context.tap, "card-actions side-by-side"),
      );
    case "carousel":
      return strip(list(value["columns"]).map((column) => card(column, value, context.tap)));
    case "image_carousel":
      return strip(
        list(value["columns"]).map((column) => {
          const action = object(column["action"]);
          return tappable(
            "image-card",
            action,
            context.tap,
            image(column["imageUrl"], "image-card-image", text(action["label"])),
            text(action["label"]) ? el("span", { class: "image-card-label" }, text(action["label"])) : null,
          );
        }),
      );
    default:
      return el("div", { class: "note quiet" }, t("unsupported", { type: text(value["type"]) }));
  }
}

function card(value: Json, style: Json, tap: Tap): HTMLElement {
  const square = style["imageAspectRatio"] === "square" ? " square" : "";
  const fit = style["imageSize"] === "contain" ? " contain" : "";
  const head = [
    allowedUrl(value["thumbnailImageUrl"]) &&
      image(value["thumbnailImageUrl"], `card-image${square}${fit}`, text(value["title"])),
    el(
      "div",
      { class: "card-body" },
      text(value["title"]) ? el("p", { class: "card-title" }, text(value["title"])) : null,
      el("p", { class: "card-text" }, text(value["text"])),
    ),
  ];
  const fallback = object(value["defaultAction"]);
  const top = fallback["type"] ? tappable("card-head", fallback, tap, ...head) : el("div", {}, ...head);
  return el("div", { class: "card" }, top, actions(list(value["actions"]), tap, "card-actions"));
}

function strip(cards: HTMLElement[]): HTMLElement {
  const row = el("div", { class: "strip", tabindex: 0, role: "group" }, ...cards);
  if (cards.length < 2) return row;
  const move = (way: number) => () =>
    row.scrollBy({ left: way * (cards[0]?.offsetWidth ?? 200), behavior: "smooth" });
  const arrow = (side: string, label: string, sign: string, way: number) =>
    el(
      "button",
      { type: "button", class: `strip-arrow ${side}`, "aria-label": label, onclick: move(way) },
      sign,
    );
  const back = arrow("left", t("list_previous"), "‹", -1);
  const on = arrow("right", t("list_next"), "›", 1);
  back.hidden = true;
  row.addEventListener("scroll", () => {
    back.hidden = row.scrollLeft < 8;
    on.hidden = row.scrollLeft + row.clientWidth > row.scrollWidth - 8;
  });
  return el("div", { class: "strip-frame" }, row, back, on);
}

function imagemap(message: Json, context: Context): HTMLElement {
  const size = object(message["baseSize"]);
  const width = Number(size["width"]) || 1040;
  const height = Number(size["height"]) || 1040;
  // LINE asks the base URL for one of its widths; 700 suits a phone.
  const base = text(message["baseUrl"]);
  const box = el(
    "div",
    { class: "imagemap" },
    image(base ? `${base}/700` : "", "imagemap-image", text(message["altText"])),
  );
  box.style.aspectRatio = `${width} / ${height}`;
  for (const action of list(message["actions"])) {
    const area = object(action["area"]);
    const kind = action["type"] === "uri" ? { ...action, uri: action["linkUri"] } : action;
    const spot = tappable("imagemap-area", kind, context.tap);
    spot.setAttribute(
      "aria-label",
      text(action["label"]) || text(action["text"]) || text(action["linkUri"]) || "tap",
    );
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
  const closed = found["status"] === "CLOSED";
  const end = Number(found["endTimestamp"]);
  return el(
    "div",
    { class: `card coupon${closed ? " closed" : ""}` },
    allowedUrl(found["imageUrl"]) ? image(found["imageUrl"], "card-image", text(found["title"])) : null,
    el(
      "div",
      { class: "card-body" },
      el("p", { class: "coupon-label" }, t("coupon")),
      el("p", { class: "card-title" }, text(found["title"]) || t("coupon_unknown")),
      text(found["description"]) ? el("p", { class: "card-text" }, text(found["description"])) : null,
      end ? el("p", { class: "quiet" }, t("coupon_until", { date: dayOf(new Date(end * 1000)) })) : null,
      closed ? el("p", { class: "coupon-closed" }, t("coupon_closed")) : null,
    ),
  );
}

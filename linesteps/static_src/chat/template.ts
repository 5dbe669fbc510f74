// Template messages: buttons, confirm, carousel, image carousel.

import { allowedUrl, el, image } from "./dom";
import type { Drawing } from "./drawing";
import { type Json, list, object, text } from "./json";
import { color } from "./measures";
import { strip } from "./strip";
import { actions, tappable } from "./tappable";

export function template(value: Json, drawing: Drawing): HTMLElement {
  const columns = list(value["columns"]);
  switch (value["type"]) {
    case "carousel":
      return strip(
        columns.map((column) => card(column, value, drawing)),
        drawing,
      );
    case "image_carousel":
      return strip(
        columns.map((column) => imageCard(column, drawing)),
        drawing,
      );
    case "confirm":
      return card(value, value, drawing, "ls-chat__buttons ls-chat__buttons--beside");
    default:
      return card(value, value, drawing);
  }
}

/** @param style where the looks of the picture are said: the card itself, or the carousel around it */
function card(value: Json, style: Json, drawing: Drawing, buttons = "ls-chat__buttons"): HTMLElement {
  const title = text(value["title"]);
  const looks = [
    "ls-chat__card-picture",
    style["imageAspectRatio"] === "square" && "ls-chat__card-picture--square",
    style["imageSize"] === "contain" && "ls-chat__card-picture--contain",
  ];
  const picture = allowedUrl(value["thumbnailImageUrl"])
    ? image(value["thumbnailImageUrl"], looks.filter(Boolean).join(" "), title)
    : null;
  // LINE fills what a picture leaves free with white, unless it is told otherwise.
  if (picture) picture.style.backgroundColor = color(value["imageBackgroundColor"]) ?? "#ffffff";
  const head = [
    picture,
    el(
      "span",
      { class: "ls-chat__card-body", dir: "auto" },
      title ? el("strong", { class: "ls-chat__card-title" }, title) : null,
      el("span", { class: "ls-chat__card-text" }, text(value["text"])),
    ),
  ];
  const whole = object(value["defaultAction"]);
  const top = whole["type"] ? tappable("ls-chat__area", whole, drawing, ...head) : el("div", {}, ...head);
  return el("div", { class: "ls-chat__card" }, top, actions(list(value["actions"]), drawing, buttons));
}

function imageCard(column: Json, drawing: Drawing): HTMLElement {
  const action = object(column["action"]);
  const label = text(action["label"]);
  const picture = image(column["imageUrl"], "ls-chat__card-picture ls-chat__card-picture--square", label);
  const words = label ? el("span", { class: "ls-chat__label", dir: "auto" }, label) : null;
  return tappable("ls-chat__image-card", action, drawing, picture, words);
}

// A picture with areas that can be tapped (LINE's imagemap, “rich message” for editors).

import { el, image } from "./dom";
import type { Drawing } from "./drawing";
import { icon } from "./icons";
import { type Json, list, object, text } from "./json";
import { tappable } from "./tappable";

/** LINE asks the base address for one of its widths; 700 suits a phone. */
const WIDTH = 700;

export function imagemap(message: Json, drawing: Drawing): HTMLElement {
  const size = object(message["baseSize"]);
  const [width, height] = [positive(size["width"]), positive(size["height"])];
  const base = text(message["baseUrl"]);
  const alt = text(message["altText"]);
  const box = el("div", { class: "ls-chat__imagemap" }, image(base ? `${base}/${WIDTH}` : "", "ls-chat__imagemap-picture", alt)); // prettier-ignore
  box.style.aspectRatio = `${width} / ${height}`;
  const place = (node: HTMLElement, area: Json): void => {
    node.style.left = `${(Number(area["x"]) / width) * 100}%`;
    node.style.top = `${(Number(area["y"]) / height) * 100}%`;
    node.style.width = `${(Number(area["width"]) / width) * 100}%`;
    node.style.height = `${(Number(area["height"]) / height) * 100}%`;
    box.append(node);
  };
  const film = object(message["video"]);
  if (film["area"]) place(poster(film, drawing), object(film["area"]));
  for (const action of list(message["actions"])) {
    const like = action["linkUri"] ? { ...action, type: "uri", uri: action["linkUri"] } : action;
    const spot = tappable("ls-chat__spot", like, drawing);
    const label = text(action["label"]) || text(action["text"]) || text(action["linkUri"]) || alt;
    if (drawing.tap) spot.setAttribute("aria-label", label);
    place(spot, object(action["area"]));
  }
  return box;
}

function poster(film: Json, { t }: Drawing): HTMLElement {
  const picture = image(film["previewImageUrl"], "ls-chat__imagemap-picture", t("video"));
  return el("div", { class: "ls-chat__film" }, picture, el("span", { class: "ls-chat__play" }, icon("play")));
}

function positive(value: unknown): number {
  const number = Number(value);
  return number > 0 ? number : 1040;
}

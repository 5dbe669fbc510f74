// A picture with areas that can be tapped (LINE's imagemap, “rich message” for editors), and a film in it.

import { el, image } from "./dom";
import type { Drawing } from "./drawing";
import { icon } from "./icons";
import { type Json, list, number, object, text } from "./json";
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
    node.style.left = share(area["x"], width);
    node.style.top = share(area["y"], height);
    node.style.width = share(area["width"], width);
    node.style.height = share(area["height"], height);
    box.append(node);
  };
  const found = object(message["video"]);
  if (found["area"]) place(film(found, drawing), object(found["area"]));
  for (const action of list(message["actions"])) {
    const spot = tappable("ls-chat__spot", linked(action), drawing);
    const label = text(action["label"]) || text(action["text"]) || text(action["linkUri"]) || alt;
    if (drawing.tap) spot.setAttribute("aria-label", label);
    place(spot, object(action["area"]));
  }
  return box;
}

/** A tap as everywhere else: only imagemaps call the address `linkUri`. */
function linked(action: Json): Json {
  return action["linkUri"] ? { ...action, type: "uri", uri: action["linkUri"] } : action;
}

/** LINE plays the film in place, and shows the words of its link when it has ended. */
function film(found: Json, drawing: Drawing): HTMLElement {
  const { t, tap } = drawing;
  const picture = image(found["previewImageUrl"], "ls-chat__imagemap-picture", t("video"));
  const sign = el("span", { class: "ls-chat__play" }, icon("play"));
  const box = el("div", { class: "ls-chat__film" }, picture, sign);
  const after = object(found["externalLink"]);
  const label = text(after["label"]);
  if (!label) return box;
  if (!tap) {
    box.append(el("span", { class: "ls-chat__after" }, t("after_video", { label })));
    return box;
  }
  const end = (): void => {
    watch.remove();
    sign.hidden = true;
    box.append(tappable("ls-chat__after", linked(after), drawing, label));
  };
  const attributes = { type: "button", class: "ls-chat__film-button", "data-testid": "watch" };
  const watch = el("button", { ...attributes, "aria-label": t("watch"), onclick: end });
  box.append(watch);
  return box;
}

function positive(value: unknown): number {
  const found = number(value);
  return found > 0 ? found : 1040;
}

function share(part: unknown, all: number): string {
  return `${(number(part) / all) * 100}%`;
}

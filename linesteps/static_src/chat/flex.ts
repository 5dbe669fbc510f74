// Flex messages: bubbles, and what stands in their four blocks (LINE docs, “Flex Message elements”).

import "./flex.css";
import { el } from "./dom";
import type { Drawing } from "./drawing";
import { root, Sheet } from "./flexbox";
import { gap } from "./flexparts";
import { type Json, list, object, text } from "./json";
import { BUBBLES, color, keyword } from "./measures";
import { strip } from "./strip";
import { touchable } from "./tappable";

const BLOCKS = ["header", "hero", "body", "footer"] as const;
/** Smaller bubbles have less space around what stands in them. */
const CLOSE: Record<string, string> = { nano: "tiny", micro: "tiny", deca: "small", hecto: "small", kilo: "kilo" }; // prettier-ignore

export function flex(contents: Json, drawing: Drawing): HTMLElement {
  const sheet = new Sheet(drawing);
  if (contents["type"] !== "carousel") return bubble(contents, sheet);
  const bubbles = sheet.take(list(contents["contents"]));
  return strip(
    bubbles.map((each) => bubble(each, sheet)),
    drawing,
  );
}

function bubble(value: Json, sheet: Sheet): HTMLElement {
  const type = text(value["type"]);
  if (type && type !== "bubble") return gap(type, sheet.drawing);
  const size = keyword(BUBBLES, value["size"]) ? text(value["size"]) : "mega";
  const close = CLOSE[size] ? `ls-chat__flex--${CLOSE[size]}` : "";
  const card = el("div", {
    class: `ls-chat__card ls-chat__flex ${close}`.trim(),
    dir: value["direction"] === "rtl" ? "rtl" : "ltr",
  });
  card.style.width = BUBBLES[size]!;
  const shown = BLOCKS.filter((name) => object(value[name])["type"]);
  card.append(...shown.map((name, number) => block(name, value, number === 0, sheet)));
  return touchable(card, object(value["action"]), sheet.drawing);
}

function block(name: (typeof BLOCKS)[number], value: Json, isFirst: boolean, sheet: Sheet): HTMLElement {
  const look = object(object(value["styles"])[name]);
  const part = el("div", { class: `ls-chat__flex-${name}` }, root(object(value[name]), sheet));
  part.style.backgroundColor = color(look["backgroundColor"]) ?? "";
  // LINE draws no line above the first block.
  if (look["separator"] === true && !isFirst) {
    part.classList.add("ls-chat__flex-parted");
    part.style.borderTopColor = color(look["separatorColor"]) ?? "";
  }
  return part;
}

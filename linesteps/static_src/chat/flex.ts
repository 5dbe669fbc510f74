// Flex messages: boxes, text, pictures and buttons, as far as a reader needs them. Sizes and colours come
// from the message, so each is checked before it becomes a style.

import { el, image } from "./dom";
import type { Drawing } from "./drawing";
import { type Json, list, object, text } from "./json";
import { strip } from "./strip";
import { tappable } from "./tappable";

const SPACES: Record<string, string> = { none: "0", xs: "2px", sm: "4px", md: "8px", lg: "12px", xl: "16px", xxl: "20px" }; // prettier-ignore
const SIZES: Record<string, string> = { xxs: "11px", xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "18px", xxl: "22px", "3xl": "26px", "4xl": "30px", "5xl": "36px" }; // prettier-ignore
const WIDTHS: Record<string, string> = { nano: "120px", micro: "160px", deca: "190px", hecto: "210px", kilo: "230px", mega: "270px", giga: "290px" }; // prettier-ignore
const IMAGES: Record<string, string> = { xxs: "40px", xs: "60px", sm: "80px", md: "100px", lg: "120px", xl: "140px", xxl: "160px", "3xl": "180px", "4xl": "200px", "5xl": "220px", full: "100%" }; // prettier-ignore
const JUSTIFY = /^(flex-start|center|flex-end|space-between|space-around|space-evenly)$/;
const ALIGN = /^(flex-start|center|flex-end)$/;

export function flex(contents: Json, drawing: Drawing): HTMLElement {
  if (contents["type"] !== "carousel") return bubble(contents, drawing);
  return strip(
    list(contents["contents"]).map((each) => bubble(each, drawing)),
    drawing,
  );
}

function bubble(value: Json, drawing: Drawing): HTMLElement {
  const card = el("div", { class: "ls-chat__card ls-chat__flex", dir: value["direction"] === "rtl" ? "rtl" : "auto" }); // prettier-ignore
  card.style.width = WIDTHS[text(value["size"])] ?? WIDTHS["mega"]!;
  const styles = object(value["styles"]);
  for (const block of ["header", "hero", "body", "footer"]) {
    const inner = object(value[block]);
    if (!inner["type"]) continue;
    const part = el("div", { class: `ls-chat__flex-${block}` }, component(inner, drawing));
    color(part, "backgroundColor", object(styles[block])["backgroundColor"]);
    card.append(part);
  }
  const action = object(value["action"]);
  return action["type"] && drawing.tap ? tappable("ls-chat__area", action, drawing, card) : card;
}

function component(value: Json, drawing: Drawing): HTMLElement {
  const node = plain(value, drawing);
  const outer = tapArea(value, node, drawing);
  const margin = space(value["margin"]);
  if (margin) outer.style.margin = value["type"] === "icon" ? `0 0 0 ${margin}` : `${margin} 0 0`;
  if (typeof value["flex"] === "number") outer.style.flex = value["flex"] === 0 ? "none" : String(value["flex"]); // prettier-ignore
  if (value["position"] === "absolute") {
    outer.style.position = "absolute";
    for (const side of ["top", "bottom", "left", "right"] as const) {
      const offset = space(value[`offset${side[0]!.toUpperCase()}${side.slice(1)}`]);
      if (offset) outer.style[side] = offset;
    }
  }
  return outer;
}

function tapArea(value: Json, node: HTMLElement, drawing: Drawing): HTMLElement {
  const action = object(value["action"]);
  const isOne = action["type"] && value["type"] !== "button" && drawing.tap;
  return isOne ? tappable("ls-chat__area", action, drawing, node) : node;
}

function plain(value: Json, drawing: Drawing): HTMLElement {
  switch (value["type"]) {
    case "box":
      return box(value, drawing);
    case "button":
      return button(value, drawing);
    case "text":
      return words(value);
    case "image":
    case "icon":
      return picture(value);
    case "video":
      return image(value["previewUrl"], "ls-chat__flex-image");
    case "separator":
      return el("hr", { class: "ls-chat__flex-line" });
    default:
      return el("span", { class: "ls-chat__flex-filler" });
  }
}

function box(value: Json, drawing: Drawing): HTMLElement {
  const way = value["layout"] === "vertical" ? "vertical" : "horizontal";
  const inner = list(value["contents"]).map((each) => component(each, drawing));
  const node = el("div", { class: `ls-chat__flex-box ls-chat__flex-box--${way}` }, ...inner);
  const { style } = node;
  if (value["layout"] === "baseline") style.alignItems = "baseline";
  style.gap = space(value["spacing"]) ?? "";
  style.padding = space(value["paddingAll"]) ?? "";
  style.paddingTop = space(value["paddingTop"]) ?? style.paddingTop;
  style.paddingBottom = space(value["paddingBottom"]) ?? style.paddingBottom;
  style.paddingInlineStart = space(value["paddingStart"]) ?? style.paddingInlineStart;
  style.paddingInlineEnd = space(value["paddingEnd"]) ?? style.paddingInlineEnd;
  style.borderRadius = space(value["cornerRadius"]) ?? "";
  style.width = pixels(value["width"]) ?? "";
  style.height = pixels(value["height"]) ?? "";
  color(node, "backgroundColor", value["backgroundColor"]);
  if (isColor(value["borderColor"])) style.border = `${pixels(value["borderWidth"]) ?? "1px"} solid ${text(value["borderColor"])}`; // prettier-ignore
  if (JUSTIFY.test(text(value["justifyContent"]))) style.justifyContent = text(value["justifyContent"]);
  if (ALIGN.test(text(value["alignItems"]))) style.alignItems = text(value["alignItems"]);
  return node;
}

function button(value: Json, drawing: Drawing): HTMLElement {
  const action = object(value["action"]);
  const look = text(value["style"]);
  const style = ["primary", "secondary"].includes(look) ? look : "link";
  const className = `ls-chat__flex-button ls-chat__flex-button--${style}`;
  const node = tappable(className, action, drawing, text(action["label"]));
  color(node, style === "link" ? "color" : "backgroundColor", value["color"]);
  return node;
}

function words(value: Json): HTMLElement {
  const spans = list(value["contents"]);
  const parts = spans.length
    ? spans.map((span) => styled(el("span", {}, text(span["text"])), span))
    : [text(value["text"])];
  const wraps = value["wrap"] === true;
  const className = `ls-chat__flex-text ${wraps ? "" : "ls-chat__flex-text--one-line"}`.trim();
  const node = styled(el("p", { class: className }, ...parts), value);
  const align = { start: "start", end: "end", center: "center" }[text(value["align"])];
  if (align) node.style.textAlign = align;
  return node;
}

function styled<T extends HTMLElement>(node: T, value: Json): T {
  node.style.fontSize = SIZES[text(value["size"])] ?? pixels(value["size"]) ?? "";
  if (value["weight"] === "bold") node.style.fontWeight = "700";
  if (value["style"] === "italic") node.style.fontStyle = "italic";
  if (/^(underline|line-through)$/.test(text(value["decoration"])))
    node.style.textDecoration = text(value["decoration"]);
  color(node, "color", value["color"]);
  return node;
}

function picture(value: Json): HTMLElement {
  const isIcon = value["type"] === "icon";
  const node = image(value["url"], isIcon ? "ls-chat__flex-icon" : "ls-chat__flex-image");
  if (!isIcon) node.style.width = IMAGES[text(value["size"]) || "md"] ?? pixels(value["size"]) ?? "100%";
  const [width, height] = text(value["aspectRatio"]).split(":").map(Number);
  if (width && height) node.style.aspectRatio = `${width} / ${height}`;
  node.style.objectFit = value["aspectMode"] === "cover" ? "cover" : "contain";
  return node;
}

function space(value: unknown): string | undefined {
  return SPACES[text(value)] ?? pixels(value);
}

function pixels(value: unknown): string | undefined {
  const found = text(value);
  return /^\d{1,3}(\.\d+)?(px|%)$/.test(found) ? found : undefined;
}

function isColor(value: unknown): boolean {
  return /^#[0-9a-fA-F]{6}([0-9a-fA-F]{2})?$/.test(text(value));
}

function color(node: HTMLElement, property: "color" | "backgroundColor", value: unknown): void {
  if (isColor(value)) node.style[property] = text(value);
}

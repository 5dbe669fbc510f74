// Flex messages, reduced to what a reader needs: boxes, text, images, buttons.

import { el, image } from "./dom";
import type { Json } from "./server";
import { list, object, tappable, type Tap, text } from "./tappable";

const SPACES: Record<string, string> = {
  none: "0",
  xs: "2px",
  sm: "4px",
  md: "8px",
  lg: "12px",
  xl: "16px",
  xxl: "20px",
};
const SIZES: Record<string, string> = {
  xxs: "11px",
  xs: "12px",
  sm: "13px",
  md: "14px",
  lg: "16px",
  xl: "18px",
  xxl: "22px",
  "3xl": "26px",
  "4xl": "30px",
  "5xl": "36px",
};
const WIDTHS: Record<string, string> = {
  nano: "120px",
  micro: "160px",
  deca: "190px",
  hecto: "210px",
  kilo: "230px",
  mega: "270px",
  giga: "290px",
};

export function flex(contents: Json, tap: Tap): HTMLElement {
  if (contents["type"] !== "carousel") return bubble(contents, tap);
  const bubbles = list(contents["contents"]).map((each) => bubble(each, tap));
  return el("div", { class: "strip", tabindex: 0, role: "group" }, ...bubbles);
}

function bubble(value: Json, tap: Tap): HTMLElement {
  const card = el("div", { class: "card flex" });
  card.style.width = WIDTHS[text(value["size"])] ?? "270px";
  const styles = object(value["styles"]);
  for (const block of ["header", "hero", "body", "footer"]) {
    const inner = object(value[block]);
    if (!inner["type"]) continue;
    const part = el("div", { class: `flex-${block}` }, component(inner, tap));
    setColor(part, "backgroundColor", object(styles[block])["backgroundColor"]);
    card.append(part);
  }
  return card;
}

function component(value: Json, tap: Tap): HTMLElement {
  const node = plain(value, tap);
  const margin = SPACES[text(value["margin"])] ?? pixels(value["margin"]);
  if (margin) node.style.marginTop = margin;
  if (typeof value["flex"] === "number") node.style.flex = String(value["flex"]);
  const action = object(value["action"]);
  if (!action["type"] || value["type"] === "button") return node;
  const button = tappable("flex-area", action, tap, node);
  if (typeof value["flex"] === "number") button.style.flex = String(value["flex"]);
  return button;
}

function plain(value: Json, tap: Tap): HTMLElement {
  switch (value["type"]) {
    case "box":
      return box(value, tap);
    case "button":
      return button(value, tap);
    case "text":
      return words(value);
    case "image":
    case "icon":
      return picture(value);
    case "video":
      return image(value["previewUrl"], "card-image");
    case "separator":
      return el("hr", { class: "flex-separator" });
    default:
      return el("span", { class: "flex-filler" });
  }
}

function box(value: Json, tap: Tap): HTMLElement {
  const layout = value["layout"] === "vertical" ? "vertical" : "horizontal";
  const node = el(
    "div",
    { class: `flex-box ${layout}` },
    ...list(value["contents"]).map((each) => component(each, tap)),
  );
  if (value["layout"] === "baseline") node.style.alignItems = "baseline";
  const gap = SPACES[text(value["spacing"])] ?? pixels(value["spacing"]);
  if (gap) node.style.gap = gap;
  const padding = SPACES[text(value["paddingAll"])] ?? pixels(value["paddingAll"]);
  if (padding) node.style.padding = padding;
  const radius = pixels(value["cornerRadius"]) ?? SPACES[text(value["cornerRadius"])];
  if (radius) node.style.borderRadius = radius;
  setColor(node, "backgroundColor", value["backgroundColor"]);
  const justify = text(value["justifyContent"]);
  if (justify) node.style.justifyContent = justify;
  const align = text(value["alignItems"]);
  if (align) node.style.alignItems = align;
  return node;
}

function button(value: Json, tap: Tap): HTMLElement {
  const action = object(value["action"]);
  const style = text(value["style"]) || "link";
  const node = tappable(`flex-button ${style}`, action, tap, text(action["label"]));
  setColor(node, style === "link" ? "color" : "backgroundColor", value["color"]);
  return node;
}

function words(value: Json): HTMLElement {
  const spans = list(value["contents"]);
  const parts = spans.length
    ? spans.map((span) => styled(el("span", {}, text(span["text"])), span))
    : [text(value["text"])];
  const node = styled(
    el("p", { class: `flex-text${value["wrap"] === true ? "" : " one-line"}` }, ...parts),
    value,
  );
  const align = { start: "left", end: "right", center: "center" }[text(value["align"])];
  if (align) node.style.textAlign = align;
  return node;
}

function styled<T extends HTMLElement>(node: T, value: Json): T {
  const size = SIZES[text(value["size"])] ?? pixels(value["size"]);
  if (size) node.style.fontSize = size;
  if (value["weight"] === "bold") node.style.fontWeight = "700";
  if (value["style"] === "italic") node.style.fontStyle = "italic";
  const decoration = text(value["decoration"]);
  if (decoration && decoration !== "none") node.style.textDecoration = decoration;
  setColor(node, "color", value["color"]);
  return node;
}

function picture(value: Json): HTMLElement {
  const node = image(value["url"], value["type"] === "icon" ? "flex-icon" : "flex-image");
  const [width, height] = text(value["aspectRatio"]).split(":").map(Number);
  if (width && height) node.style.aspectRatio = `${width} / ${height}`;
  node.style.objectFit = value["aspectMode"] === "cover" ? "cover" : "contain";
  return node;
}

function pixels(value: unknown): string | undefined {
  const found = text(value);
  return /^\d{1,3}(\.\d+)?(px|%)$/.test(found) ? found : undefined;
}

function setColor(node: HTMLElement, property: "color" | "backgroundColor", value: unknown): void {
  if (/^#[0-9a-fA-F]{6}([0-9a-fA-F]{2})?$/.test(text(value))) node.style[property] = text(value);
}

// The components of Flex messages that hold no others.

import { allowedUrl, el, image } from "./dom";
import type { Drawing } from "./drawing";
import { icon as glyph } from "./icons";
import { type Json, object, text } from "./json";
import { color, extent, FONTS, IMAGES, keyword, pixels, ratio, whole } from "./measures";
import { shrinkToFit } from "./shrink";
import { tappable } from "./tappable";

const ALIGN: Record<string, string> = { start: "flex-start", center: "center", end: "flex-end" };
const GRAVITY: Record<string, string> = { top: "flex-start", center: "center", bottom: "flex-end" };

/** Words, of one look or in spans of their own looks. */
export function words(value: Json, spans: Json[]): HTMLElement {
  const wraps = value["wrap"] === true;
  const lines = wraps ? (whole(value["maxLines"]) ?? 0) : 0;
  const kind = lines > 0 ? "some-lines" : wraps ? "wrapped" : "one-line";
  const paragraph = el("p", { class: `ls-chat__flex-words ls-chat__flex-words--${kind}` });
  if (spans.length > 0) paragraph.append(...spans.map((span) => spanOf(span, value)));
  else decorated(paragraph, value["decoration"]).append(text(value["text"]));
  styled(paragraph, value);
  const { style } = paragraph;
  if (keyword(ALIGN, value["align"])) style.textAlign = text(value["align"]);
  if (lines > 0) style.setProperty("-webkit-line-clamp", String(lines));
  const between = pixels(value["lineSpacing"]);
  if (between) {
    style.lineHeight = `calc(1.4em + ${between})`;
    // The space is between the lines: none above the first or below the last.
    style.marginBlock = `calc(${between} / -2)`;
  }
  if (value["adjustMode"] === "shrink-to-fit" && !wraps) shrinkToFit(paragraph);
  return held("text", value, paragraph);
}

function spanOf(span: Json, around: Json): HTMLElement {
  const node = styled(el("span", {}, text(span["text"])), span);
  return decorated(node, span["decoration"] ?? around["decoration"]);
}

function styled<T extends HTMLElement>(node: T, value: Json): T {
  node.style.fontSize = keyword(FONTS, value["size"]) ?? pixels(value["size"]) ?? "";
  node.style.color = color(value["color"]) ?? "";
  const [weight, style] = [value["weight"], value["style"]];
  if (weight === "bold" || weight === "regular") node.style.fontWeight = weight === "bold" ? "700" : "400";
  if (style === "italic" || style === "normal") node.style.fontStyle = style;
  return node;
}

/** On each span by itself: a line under the whole paragraph could not be left out under one of them. */
function decorated(node: HTMLElement, value: unknown): HTMLElement {
  if (/^(underline|line-through)$/.test(text(value))) node.style.textDecoration = text(value);
  return node;
}

export function picture(value: Json, { t }: Drawing): HTMLElement {
  const frame = framed(value, image(value["url"], "ls-chat__flex-image", t("photo")));
  frame.style.width = `var(--ls-flex-width, ${keyword(IMAGES, value["size"]) ?? extent(value["size"]) ?? IMAGES["md"]})`; // prettier-ignore
  frame.style.backgroundColor = color(value["backgroundColor"]) ?? "";
  const node = held("picture", value, frame);
  node.style.alignItems = keyword(ALIGN, value["align"]) ?? "center";
  return node;
}

export function icon(value: Json): HTMLElement {
  const node = framed(value, image(value["url"], "ls-chat__flex-image"));
  node.className = "ls-chat__flex-icon";
  node.style.height = keyword(FONTS, value["size"]) ?? pixels(value["size"]) ?? FONTS["md"]!;
  return node;
}

/** The first picture of a film, and the words of its action; without one, what LINE shows instead. */
export function video(value: Json, { t }: Drawing, instead: () => HTMLElement): HTMLElement {
  if (!allowedUrl(value["previewUrl"]) && object(value["altContent"])["type"]) return instead();
  const poster = image(value["previewUrl"], "ls-chat__flex-image", t("video"));
  const frame = framed({ ...value, aspectMode: "cover" }, poster);
  frame.style.width = "100%";
  frame.append(el("span", { class: "ls-chat__play" }, glyph("play")));
  const label = text(object(value["action"])["label"]);
  if (label) frame.append(el("span", { class: "ls-chat__after" }, label));
  return held("picture", value, frame);
}

function framed(value: Json, inside: HTMLElement): HTMLElement {
  const frame = el("div", { class: "ls-chat__flex-frame" }, inside);
  frame.style.aspectRatio = ratio(value["aspectRatio"]);
  if (value["aspectMode"] === "cover") frame.classList.add("ls-chat__flex-frame--cover");
  return frame;
}

export function button(value: Json, drawing: Drawing): HTMLElement {
  const action = object(value["action"]);
  const look = ["primary", "secondary"].includes(text(value["style"])) ? text(value["style"]) : "link";
  const size = value["height"] === "sm" ? "ls-chat__flex-button--low" : "";
  const label = el("span", { class: "ls-chat__flex-label" }, text(action["label"]));
  const className = `ls-chat__flex-button ls-chat__flex-button--${look} ${size}`.trim();
  const node = tappable(className, action, drawing, label);
  node.style[look === "link" ? "color" : "backgroundColor"] = color(value["color"]) ?? "";
  if (value["adjustMode"] === "shrink-to-fit") shrinkToFit(label);
  return held("press", value, node);
}

export function line(value: Json): HTMLElement {
  const node = el("hr", { class: "ls-chat__flex-line" });
  node.style.backgroundColor = color(value["color"]) ?? "";
  return node;
}

export function filler(): HTMLElement {
  return el("span", { class: "ls-chat__flex-filler" });
}

/** The place of something that is not known here. */
export function gap(type: string, { t }: Drawing): HTMLElement {
  return el("span", { class: "ls-chat__flex-gap" }, t("part_unknown", { type: type.slice(0, 40) }));
}

/** In a place as large as its box gives, at the top, in the middle or at the bottom of it. */
function held(kind: string, value: Json, node: HTMLElement): HTMLElement {
  const holder = el("div", { class: `ls-chat__flex-held ls-chat__flex-${kind}` }, node);
  holder.style.justifyContent = keyword(GRAVITY, value["gravity"]) ?? "";
  return holder;
}

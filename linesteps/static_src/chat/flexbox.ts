// Boxes of Flex messages, and where each component stands in its box (LINE docs, “Flex Message layout”).

import { el } from "./dom";
import type { Drawing } from "./drawing";
import { button, filler, gap, icon, line, picture, video, words } from "./flexparts";
import { type Json, list, object, text } from "./json";
import { BORDERS, color, extent, gradient, IMAGES, keyword, space, whole } from "./measures";
import { touchable } from "./tappable";

/** LINE's largest message has room for about so many components; more would only slow the page. */
const MOST = 3000;
const DEEPEST = 30;
const JUSTIFY = /^(flex-start|center|flex-end|space-between|space-around|space-evenly)$/;
const ALIGN = /^(flex-start|center|flex-end)$/;

type Layout = "vertical" | "horizontal" | "baseline";

/** The box around a component; `none` for what a block itself holds. */
interface Around {
  layout: Layout | "none";
  spacing?: string | undefined;
  depth: number;
  /** Whether a component stands before, so that the spacing of the box counts. */
  isFirst?: boolean;
}

/** One message while it is drawn: it grows neither without end nor deeper than anybody can see. */
export class Sheet {
  private left = MOST;

  constructor(readonly drawing: Drawing) {}

  /** `values`, as far as there is room; where some are left out, a gap says so. */
  take(values: Json[]): Json[] {
    const taken = values.slice(0, this.left);
    this.left -= taken.length;
    return taken.length < values.length ? [...taken, { type: "…" }] : taken;
  }
}

/** What a block holds. */
export function root(value: Json, sheet: Sheet): HTMLElement {
  return component(value, { layout: "none", depth: 0 }, sheet);
}

function component(value: Json, around: Around, sheet: Sheet): HTMLElement {
  const node = part(value, around, sheet);
  place(node, value, around);
  // A button and a video have their own way of being tapped.
  const isWhole = ["box", "text", "image"].includes(text(value["type"]));
  return isWhole ? touchable(node, object(value["action"]), sheet.drawing) : node;
}

function part(value: Json, around: Around, sheet: Sheet): HTMLElement {
  const holds = value["type"] === "box" || value["type"] === "video";
  if (holds && around.depth >= DEEPEST) return gap("…", sheet.drawing);
  switch (value["type"]) {
    case "box":
      return box(value, around, sheet);
    case "button":
      return button(value, sheet.drawing);
    case "text":
      return words(value, sheet.take(list(value["contents"])));
    case "image":
      return picture(value, sheet.drawing);
    case "icon":
      return icon(value);
    case "video":
      return video(value, sheet.drawing, () => part(object(value["altContent"]), deeper(around), sheet));
    case "separator":
      return line(value);
    case "filler":
    // LINE took “spacer” once; it only ever held a place.
    case "spacer":
      return filler();
    default:
      return gap(text(value["type"]) || "?", sheet.drawing);
  }
}

function deeper({ layout, depth }: Around): Around {
  return { layout, depth: depth + 1 };
}

function box(value: Json, around: Around, sheet: Sheet): HTMLElement {
  const layout = layoutOf(value);
  const node = el("div", { class: `ls-chat__flex-box ls-chat__flex-box--${layout}` });
  const inside: Around = { layout, spacing: space(value["spacing"]), depth: around.depth + 1, isFirst: true };
  for (const each of sheet.take(list(value["contents"]))) {
    node.append(component(each, inside, sheet));
    // What floats above the others is no neighbour of theirs.
    if (each["position"] !== "absolute") inside.isFirst = false;
  }
  dress(node.style, value);
  return node;
}

function layoutOf(value: Json): Layout {
  const layout = text(value["layout"]);
  return layout === "horizontal" || layout === "baseline" ? layout : "vertical";
}

function dress(style: CSSStyleDeclaration, value: Json): void {
  style.padding = space(value["paddingAll"]) ?? "";
  const paddings = { Top: "paddingTop", Bottom: "paddingBottom", Start: "paddingInlineStart", End: "paddingInlineEnd" } as const; // prettier-ignore
  for (const [side, name] of Object.entries(paddings)) {
    const width = space(value[`padding${side}`]);
    if (width) style[name as "paddingTop"] = width;
  }
  style.borderRadius = space(value["cornerRadius"]) ?? "";
  style.width = extent(value["width"]) ?? "";
  style.maxWidth = extent(value["maxWidth"]) ?? "";
  style.height = extent(value["height"]) ?? "";
  style.maxHeight = extent(value["maxHeight"]) ?? "";
  style.backgroundColor = color(value["backgroundColor"]) ?? "";
  style.backgroundImage = gradient(value["background"]) ?? "";
  const border = keyword(BORDERS, value["borderWidth"]) ?? extent(value["borderWidth"]);
  if (border) style.border = `${border} solid ${color(value["borderColor"]) ?? "#000000"}`;
  if (JUSTIFY.test(text(value["justifyContent"]))) style.justifyContent = text(value["justifyContent"]);
  if (ALIGN.test(text(value["alignItems"]))) style.alignItems = text(value["alignItems"]);
}

function place(node: HTMLElement, value: Json, around: Around): void {
  const { style } = node;
  const isAbsolute = value["position"] === "absolute";
  if (around.layout !== "none") style.flex = share(value, around.layout);
  if (around.layout !== "none" && !isAbsolute) {
    const margin = space(value["margin"]) ?? (spaced(value, around) ? around.spacing : undefined);
    if (margin) style[around.layout === "vertical" ? "marginTop" : "marginInlineStart"] = margin;
  }
  if (value["type"] === "image") widen(style, value, around, isAbsolute);
  if (isAbsolute) node.classList.add("ls-chat__flex-above");
  const sides = { Top: "top", Bottom: "bottom", Start: "insetInlineStart", End: "insetInlineEnd" } as const;
  for (const [side, name] of Object.entries(sides)) {
    const offset = space(value[`offset${side}`]);
    if (!offset) continue;
    style[name as "top"] = offset;
    if (!isAbsolute) style.position = "relative";
  }
}

function spaced(value: Json, { isFirst }: Around): boolean {
  return !isFirst && value["type"] !== "filler";
}

/** `flex` as LINE's documents translate it: shares of the whole width, or of the height that is left. */
function share(value: Json, layout: Layout): string {
  const type = value["type"];
  if (type === "separator" || type === "icon") return "none";
  const isFixed = type === "box" && layout !== "vertical" && (extent(value["width"]) || extent(value["height"])); // prettier-ignore
  const usual = type === "filler" || layout !== "vertical" ? 1 : 0;
  const parts = isFixed ? 0 : (whole(value["flex"]) ?? usual);
  if (parts === 0) return "0 0 auto";
  return layout === "vertical" ? `${parts} 0 auto` : `${parts} 0 0px`;
}

/** A picture whose width is a share needs a place that does not ask the picture how wide it is. */
function widen(style: CSSStyleDeclaration, value: Json, around: Around, isAbsolute: boolean): void {
  const width = keyword(IMAGES, value["size"]) ?? extent(value["size"]) ?? "";
  if (!width.endsWith("%")) return;
  const isBeside = around.layout === "horizontal" || around.layout === "baseline";
  if (isAbsolute || (isBeside && value["flex"] === 0)) {
    style.width = width;
    style.setProperty("--ls-flex-width", "100%");
  } else if (!isBeside) style.width = "100%";
}

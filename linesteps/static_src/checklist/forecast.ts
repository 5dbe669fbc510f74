// The forecast: a bar for each month beside the cap, and the same in a table.

import { el } from "../chat/dom";
import type { Forecast, Month, Words } from "./types";

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 420;
const BAR = 22;
const GAP = 16;
const LABEL = 84;
const END = 96;
const HEAD = 18;

type Attributes = Record<string, string | number>;

function svg(tag: string, attributes: Attributes, ...children: (Node | string)[]): SVGElement {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}

function text(words: string, attributes: Attributes): SVGElement {
  return svg("text", attributes, words);
}

export function drawForecast(found: Forecast, t: Words): HTMLElement[] {
  const legend = el(
    "ul",
    { class: "ls-publish__legend" },
    ...[t("used"), ...found.sources].map((name, number) =>
      el("li", {}, el("span", { class: `ls-part ls-part--${part(number)}`, "aria-hidden": "true" }), name),
    ),
  );
  const table = el(
    "details",
    { class: "ls-publish__table" },
    el("summary", {}, t("asTable")),
    el("div", {}, drawTable(found, t)),
  );
  const picture = el("div", { class: "ls-publish__chart" });
  picture.append(drawBars(found, t));
  const reached = found.reached && el("p", { class: "ls-publish__reached" }, `⚠ ${found.reached}`);
  return reached ? [reached, picture, legend, table] : [picture, legend, table];
}

/** Colour and pattern of a part: what is sent, this scenario, and the others by turns. */
function part(number: number): number {
  return number < 2 ? number : 2 + (number % 2);
}

function drawBars(found: Forecast, t: Words): SVGElement {
  const height = HEAD + found.months.length * (BAR + GAP);
  const most = Math.max(1, found.cap ?? 0, ...found.months.map((month) => month.total)) * 1.04;
  const scale = (WIDTH - LABEL - END) / most;
  const bars = found.months.flatMap((month, row) => bar(month, HEAD + row * (BAR + GAP), scale));
  const cap: SVGElement[] = [];
  if (found.cap !== null) {
    const x = LABEL + found.cap * scale;
    cap.push(svg("line", { class: "ls-cap", x1: x, x2: x, y1: HEAD - 4, y2: height - GAP + 4 }));
    cap.push(text(t("cap", { cap: found.capWords }), { class: "ls-cap-words", x, y: HEAD - 7 }));
  }
  const words = [t("chart"), ...found.months.map((month) => `${month.name}: ${month.totalWords}`)];
  if (found.cap !== null) words.push(t("cap", { cap: found.capWords }));
  const label = words.join(". ");
  return svg(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-label": label, class: "ls-bars" },
    ...bars,
    ...cap,
  );
}

function bar(month: Month, y: number, scale: number): SVGElement[] {
  let x = LABEL;
  const found: SVGElement[] = [text(month.name, { class: "ls-bar-name", x: LABEL - 8, y: y + BAR * 0.7 })];
  [month.used, ...month.parts].forEach((count, number) => {
    const width = count * scale;
    if (width > 0.2)
      found.push(svg("rect", { class: `ls-part ls-part--${part(number)}`, x, y, width, height: BAR }));
    x += width;
  });
  found.push(text(month.totalWords, { class: "ls-bar-total", x: x + 6, y: y + BAR * 0.7 }));
  return found;
}

function drawTable(found: Forecast, t: Words): HTMLTableElement {
  const cell = (words: string): HTMLTableCellElement => el("td", {}, words);
  const head = (words: string, scope: string): HTMLTableCellElement => el("th", { scope }, words);
  const heads = [t("month"), t("used"), ...found.sources, t("total"), t("capHead")];
  return el(
    "table",
    {},
    el("thead", {}, el("tr", {}, ...heads.map((words) => head(words, "col")))),
    el(
      "tbody",
      {},
      ...found.months.map((month) =>
        el(
          "tr",
          {},
          head(month.name, "row"),
          cell(month.usedWords),
          ...month.partWords.map(cell),
          cell(month.totalWords),
          cell(found.isCapKnown ? found.capWords : "–"),
        ),
      ),
    ),
  );
}

// Copied steps: on the system's clipboard for other programs (as text) and other tabs and browsers (as
// data), and in the browser's storage for the buttons, since not every browser lets a script read the
// clipboard.

import { add, remove } from "./acts";
import type { Builder } from "./builder";
import { el } from "./dom";
import { fresh, pathsOf } from "./model";
import { slotAfter } from "./slots";
import type { Plain } from "./types";

const STORED = "linesteps-copied-steps";
const FORMAT = "application/x-linesteps-steps+json";
/** Other programs keep what they are given as HTML, so the steps hide there as well. */
const MARK = "data-linesteps-steps";

function parse(text: string | null | undefined): Plain[] {
  try {
    const steps: unknown = JSON.parse(text || "[]");
    const isStep = (one: unknown): boolean =>
      typeof one === "object" && one !== null && "type" in one && "value" in one;
    return Array.isArray(steps) && steps.every(isStep) ? (steps as Plain[]) : [];
  } catch {
    return [];
  }
}

/** What was copied last in this browser. */
export function read(): Plain[] {
  try {
    return parse(localStorage.getItem(STORED));
  } catch {
    return [];
  }
}

/** The steps in words, one line each, for a mail or a document. */
export function inWords(builder: Builder, steps: readonly Plain[], indent = ""): string[] {
  return steps.flatMap((step) => [
    indent + builder.card(step).sentence,
    ...pathsOf(step).flatMap((path) => [
      `${indent}  ${builder.who(step, path).label}`,
      ...inWords(builder, path.steps, `${indent}    `),
    ]),
  ]);
}

/** The same as a list, with the steps as data for a builder elsewhere. */
function asHtml(lines: string[], data: string): string {
  const list = el("ul", {}, ...lines.map((line) => el("li", {}, line.trim())));
  list.setAttribute(MARK, data);
  return list.outerHTML;
}

function fromHtml(html: string | undefined): Plain[] {
  if (!html?.includes(MARK)) return [];
  const page = new DOMParser().parseFromString(html, "text/html");
  return parse(page.querySelector(`[${MARK}]`)?.getAttribute(MARK));
}

/** Copies the selected step; `data` is the clipboard of a copy event. */
export function copy(builder: Builder, data: DataTransfer | null = null): boolean {
  const spot = builder.spot(builder.selected);
  if (!spot) return false;
  const text = JSON.stringify([spot.step]);
  const lines = inWords(builder, [spot.step]);
  const html = asHtml(lines, text);
  try {
    localStorage.setItem(STORED, text);
  } catch {
    // Storage is full or forbidden: the clipboard itself still has it.
  }
  if (data) {
    data.setData(FORMAT, text);
    data.setData("text/html", html);
    data.setData("text/plain", lines.join("\n"));
  } else void toSystem(lines.join("\n"), html);
  builder.say(builder.t("copied", { step: builder.name(spot.step) }));
  return true;
}

/** For a button, which has no copy event. Not every browser and address allows it; the storage is enough. */
async function toSystem(text: string, html: string): Promise<void> {
  try {
    const part = (type: string, words: string): [string, Blob] => [type, new Blob([words], { type })];
    const item = new ClipboardItem(Object.fromEntries([part("text/plain", text), part("text/html", html)]));
    await navigator.clipboard.write([item]);
  } catch {
    // Nothing is lost: the steps are in the storage.
  }
}

export function cut(builder: Builder, id: string, data: DataTransfer | null = null): void {
  if (copy(builder, data)) remove(builder, id);
}

/** Pastes behind the selected step, as new steps. */
export function paste(builder: Builder, data: DataTransfer | null = null): void {
  const own = [parse(data?.getData(FORMAT)), fromHtml(data?.getData("text/html")), read()];
  const steps = own.find((found) => found.length > 0);
  if (!steps) builder.say(builder.t("notPasteable"));
  else add(builder, slotAfter(builder, builder.selected), fresh(steps), "pasted");
}

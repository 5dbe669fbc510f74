// Between what is stored (braces) and what is shown (chips). A chip is plain text between two characters that
// nobody sees or types, so the field stays a textarea: typing Japanese, undo and reading aloud are the browser's.

import type { Names, Way } from "./names";

/** One of LINE's own emoji. */
export interface Emoji {
  product: string;
  number: string;
}

/** A token taken apart. */
export interface Token {
  name: string;
  format: string;
  fallback: string;
}

/** Where a chip stands in the shown text. */
export interface Span {
  start: number;
  end: number;
  label: string;
  stored: string;
  /** Where it is a picture. */
  emoji: Emoji | null;
}

/** As linesteps/personalise/tokens.py reads it. */
const TOKEN =
  /\{\{[ \u3000]*([a-z][a-z0-9_.-]*)[ \u3000]*(?::[ \u3000]*([a-z0-9_]*)[ \u3000]*)?(?:\|([^{}]*))?\}\}/g;
const [OPEN, CLOSE, ZERO, ONE] = ["\u2062", "\u2063", "\u2061", "\u2064"];
const CHIP = /\u2062([\u2061\u2064]+)[^\u2062\u2063]*\u2063/g;
const MARKS = /[\u2061-\u2064]/g;
const PADDING = "\u00a0";
/** As wide as the picture that is painted there, and never broken (linesteps/personalise/emoji.py). */
const ROOM = "\u2007\u2007";
const EMOJI = /^emoji\.([0-9a-f]+)\.([0-9]+)$/;

/** Every chip that was ever shown on this page: one that is dragged or undone is known in any field. */
const stored: string[] = [];

function key(text: string): string {
  let at = stored.indexOf(text);
  if (at < 0) at = stored.push(text) - 1;
  return (at + 1).toString(2).replaceAll("0", ZERO).replaceAll("1", ONE);
}

function byKey(bits: string): string | undefined {
  return stored[parseInt(bits.replaceAll(ZERO, "0").replaceAll(ONE, "1"), 2) - 1];
}

/** A stored token taken apart; null for other text. */
export function read(text: string): Token | null {
  const [found] = text.matchAll(TOKEN);
  if (!found || found[0] !== text) return null;
  return { name: found[1] ?? "", format: found[2] ?? "", fallback: (found[3] ?? "").trim() };
}

/** A token as it is stored. */
export function write({ name, format, fallback }: Token): string {
  // Braces would end it; the server reads none there.
  const words = fallback.replace(/[{}]/g, "").trim();
  return `{{ ${name}${format ? `:${format}` : ""}${words ? `|${words}` : ""} }}`;
}

/** The emoji that a stored token stands for; null for names and values. */
export function emojiOf(text: string): Emoji | null {
  const found = EMOJI.exec(read(text)?.name ?? "");
  return found ? { product: found[1] ?? "", number: found[2] ?? "" } : null;
}

/** An emoji as it is stored. */
export function writeEmoji({ product, number }: Emoji): string {
  return write({ name: `emoji.${product}.${number}`, format: "", fallback: "" });
}

function wayOf(token: Token, names: Names): Way | undefined {
  const name = names.names.find((one) => one.name === token.name);
  return name?.formats.find((one) => one.name === token.format);
}

/** One stored token as a chip; what is not known stays as it was typed, so that its problem can be seen. */
export function chip(text: string, names: Names): string {
  if (names.emoji && emojiOf(text)) return OPEN + key(text) + PADDING + ROOM + PADDING + CLOSE;
  const token = read(text);
  const way = token && wayOf(token, names);
  return way ? OPEN + key(text) + PADDING + way.chip + PADDING + CLOSE : text;
}

export function toShown(text: string, names: Names): string {
  return text.replace(TOKEN, (found) => chip(found, names));
}

export function toStored(shown: string): string {
  return shown.replace(CHIP, (_found, bits: string) => byKey(bits) ?? "").replace(MARKS, "");
}

export function spans(shown: string): Span[] {
  return [...shown.matchAll(CHIP)].map((found) => {
    const text = byKey(found[1] ?? "") ?? "";
    return {
      start: found.index,
      end: found.index + found[0].length,
      label: found[0].replace(MARKS, "").replaceAll(PADDING, " ").trim(),
      stored: text,
      emoji: emojiOf(text),
    };
  });
}

/** The first token that was typed with braces and can be a chip, with its place. */
export function typed(shown: string, names: Names): { start: number; end: number; chip: string } | null {
  for (const found of shown.matchAll(TOKEN)) {
    const made = chip(found[0], names);
    if (made !== found[0]) return { start: found.index, end: found.index + found[0].length, chip: made };
  }
  return null;
}

/** What is left of chips of which a part went away, in the text after; they go as a whole. */
export function leftovers(before: string, after: string): { start: number; end: number }[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  const room = Math.min(before.length, after.length) - head;
  while (tail < room && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const [from, to] = [head, before.length - tail];
  const moved = after.length - before.length;
  const found: { start: number; end: number }[] = [];
  for (const { start, end } of spans(before)) {
    const isTouched = start < to && end > from && !(from <= start && to >= end);
    const isSplit = from === to && start < from && from < end;
    if (!isTouched && !isSplit) continue;
    if (start < from) found.push({ start, end: from });
    if (end > to) found.push({ start: to + moved, end: end + moved });
  }
  return found.reverse();
}

// What is wrong with the places of areas, in words. The server says the same before publishing.

import { fill } from "../builder/dom";
import { isOutside, overlap, type Rect, type Size } from "./geometry";

/** More at once helps nobody. */
const MOST = 5;

export function complaints(rects: (Rect | null)[], size: Size, words: Record<string, string>): string[] {
  const found: string[] = [];
  const say = (name: string, values: Record<string, number>): void =>
    void found.push(fill(words[name] ?? name, values));
  rects.forEach((rect, index) => {
    if (!rect) return say("incomplete", { number: index + 1 });
    if (isOutside(rect, size)) say("outside", { number: index + 1 });
    rects.slice(index + 1).forEach((other, at) => {
      if (other && overlap(rect, other)) say("overlap", { one: index + 1, other: index + at + 2 });
    });
  });
  return found.slice(0, MOST);
}

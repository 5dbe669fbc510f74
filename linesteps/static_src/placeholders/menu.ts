// What a field asks before something is put in or changed.

import { chip, emojiOf, read, write, writeEmoji, type Span } from "./chips";
import { askForToken } from "./dialog";
import { askForEmoji } from "./emoji";
import { say, type Names } from "./names";

/** A way that is offered first, where there is one: short lines have no room. */
const SHORT = "short";

/** A name or value to put in, as it is shown; null when nobody wanted one after all. */
export async function newToken(names: Names, anchor: Element, isLine: boolean): Promise<string | null> {
  const token = await askForToken({ names, token: null, anchor, ...(isLine && { prefers: SHORT }) });
  return token && token !== "remove" ? chip(write(token), names) : null;
}

/** An emoji to put in, as it is shown; null when nobody wanted one after all. */
export async function newEmoji(names: Names, anchor: Element): Promise<string | null> {
  if (!names.emoji) return null;
  const emoji = await askForEmoji({ names, list: names.emoji, emoji: null, anchor });
  return emoji && emoji !== "remove" ? chip(writeEmoji(emoji), names) : null;
}

/** What comes in a chip's place: nothing to delete it; null when it is to stay. */
export async function instead(names: Names, { stored }: Span, anchor: Element): Promise<string | null> {
  const emoji = emojiOf(stored);
  if (emoji && names.emoji) {
    const other = await askForEmoji({ names, list: names.emoji, emoji, anchor });
    return other === "remove" ? "" : other && chip(writeEmoji(other), names);
  }
  const token = await askForToken({ names, token: read(stored), anchor });
  return token === "remove" ? "" : token && chip(write(token), names);
}

/** What is said of a chip to those who do not see it. */
export function nameOf({ emoji, label }: Span, names: Names): string {
  return emoji ? say(names, "emojiOne", { number: emoji.number }) : label;
}

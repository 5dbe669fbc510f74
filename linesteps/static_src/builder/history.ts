// Undo and redo. States share what did not change, so two hundred of them cost little.

import type { Json, Plain } from "./types";

const MOST = 200;
const TYPING_MS = 1000;

/** The state before an act (or, ahead, after it), and the act in words. */
export interface Moment {
  steps: Plain[];
  selected: string | null;
  /** The start conditions, as Wagtail's script keeps them. */
  triggers: string;
  act: string;
}

export interface Course {
  past: Moment[];
  future: Moment[];
}

export class History {
  private past: Moment[] = [];
  private future: Moment[] = [];
  private lastKey = "";
  private lastAt = 0;

  /**
   * Remembers the state before a change.
   *
   * @param key changes with the same key within a second count as one, as typing does
   */
  remember(before: Moment, key = ""): void {
    const now = Date.now();
    const isSame = key !== "" && key === this.lastKey && now - this.lastAt < TYPING_MS;
    this.lastKey = key;
    this.lastAt = now;
    if (isSame && this.past.length > 0) return;
    this.past.push(before);
    if (this.past.length > MOST) this.past.shift();
    this.future = [];
  }

  /** The state before the last act; `now` is kept for redo, with the words of that act. */
  undo(now: Omit<Moment, "act">): Moment | null {
    return this.step(this.past, this.future, now);
  }

  redo(now: Omit<Moment, "act">): Moment | null {
    return this.step(this.future, this.past, now);
  }

  private step(from: Moment[], to: Moment[], now: Omit<Moment, "act">): Moment | null {
    const moment = from.pop();
    if (!moment) return null;
    to.push({ ...now, act: moment.act });
    this.lastKey = "";
    return moment;
  }

  /** What undo would take back, in words; null when there is nothing. */
  get undoes(): string | null {
    return this.past.at(-1)?.act ?? null;
  }

  get redoes(): string | null {
    return this.future.at(-1)?.act ?? null;
  }

  get course(): Course {
    return { past: this.past, future: this.future };
  }

  /** Goes on where another page of the same steps stopped. */
  resume({ past, future }: Course): void {
    this.past = past.slice(-MOST);
    this.future = future;
  }
}

/** The only place in which two values differ, such as `messages/0/value/text`; "" when there are more. */
export function onlyChange(before: Json, after: Json): string {
  if (before === after) return "";
  if (typeof before !== "object" || typeof after !== "object" || before === null || after === null)
    return "/";
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const read = (value: Json, name: string): Json => (value as Record<string, Json>)[name] ?? null;
  const changed = [...names].filter(
    (name) => JSON.stringify(read(before, name)) !== JSON.stringify(read(after, name)),
  );
  const [name] = changed;
  if (name === undefined || changed.length > 1) return "";
  const inside = onlyChange(read(before, name), read(after, name));
  return inside && `${name}/${inside}`;
}

// Undo and redo. States share what did not change, so two hundred of them cost little.

import type { Plain } from "./types";

const MOST = 200;
const TYPING_MS = 1500;

export interface Moment {
  steps: Plain[];
  selected: string | null;
}

export class History {
  private past: Moment[] = [];
  private future: Moment[] = [];
  private lastKey = "";
  private lastAt = 0;

  /**
   * Remembers the state before a change.
   *
   * @param key changes with the same key within a moment count as one, as typing does
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

  undo(now: Moment): Moment | null {
    const before = this.past.pop();
    if (!before) return null;
    this.future.push(now);
    this.lastKey = "";
    return before;
  }

  redo(now: Moment): Moment | null {
    const after = this.future.pop();
    if (!after) return null;
    this.past.push(now);
    this.lastKey = "";
    return after;
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }
}

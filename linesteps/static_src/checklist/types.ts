// What the server tells the dialog.

export type Level = "error" | "warning" | "waiting" | "info" | "ok";

export interface Finding {
  level: Level;
  text: string;
  /** Such as 「3. お客様の声」. */
  where: string;
  step: string;
  path: (string | number)[];
  field: string;
  page: string;
  pageLabel: string;
  act: "" | "greeting" | "vouch";
  about: string;
  isDone: boolean;
}

export interface Row {
  name: string;
  title: string;
  findings: Finding[];
}

export interface Month {
  name: string;
  used: number;
  usedWords: string;
  parts: number[];
  partWords: string[];
  total: number;
  totalWords: string;
}

export interface Forecast {
  cap: number | null;
  capWords: string;
  isCapKnown: boolean;
  /** When the cap is reached, in words; empty if it is not. */
  reached: string;
  entries: string;
  sources: string[];
  months: Month[];
}

export interface Live {
  inside: string;
  atDeleted: number;
  changes: { where: string; kind: "time" | "content" | "deleted"; people: string }[];
}

export interface List {
  rows: Row[];
  forecast: Forecast | null;
  live: Live | null;
  isLive: boolean;
  friends: number;
  /** When it goes live, in words. */
  when: string;
  publish: string;
}

export interface Start {
  scenario: number | null;
  isLive: boolean;
  mayPublish: boolean;
  strings: Record<string, string>;
  urls: Record<"look" | "ask" | "greeting" | "vouch", string>;
}

export type Words = (name: string, values?: Record<string, string | number>) => string;
/** What the dialog is about to do; what goes to review may be unfinished. */
export type Aim = "publish" | "submit";

// What the server and the page tell the builder.

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** A step as the stream stores it. */
export interface Plain {
  id: string;
  type: string;
  value: Json;
}

export interface Problem {
  message: string;
  isError: boolean;
  path: (string | number)[];
}

/** What one step shows; `draft` until the server has spoken. */
export interface Card {
  kind: string;
  title: string;
  summary: string;
  short: string;
  isEnd: boolean;
  paths: { label: string; place: (string | number)[] }[];
  problems: Problem[];
  target: string;
  /** For colleagues; empty for none. */
  note: string;
  day: number | null;
  /** What the step does and when, as a whole sentence. */
  sentence?: string;
  draft?: boolean;
}

/** What the scenario as a whole shows. */
export interface Whole {
  start: string;
  summary: string;
  errors: number;
  problems: Problem[];
}

export interface Kind {
  label: string;
  icon: string;
  group: string;
  value: Json;
  isEnd: boolean;
}

export interface Preset {
  name: string;
  label: string;
  icon: string;
  message: { type: string; value: Json };
}

export interface Start {
  scenario: number | null;
  kinds: Record<string, Kind>;
  presets: Preset[];
  strings: Record<string, string>;
  openPrefix: string;
  error: unknown;
  urls: { describe: string; state: string; value: string };
}

export const SEND = "send";
export const WAIT = "wait";
export const END = "end";

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
  /** What friends read of it, shortened; empty where the title says it already. */
  snippet: string;
  /** When and what in one sentence, such as 「3日後の19:00に「お客様の声」を送る」. */
  sentence: string;
  /** What an editor should know of what the step can tell; empty for most. */
  hint?: string;
  /** For colleagues; empty for none. */
  note?: string;
  /** More by which it is found: links, coupons, tags. */
  words: string;
  isEnd: boolean;
  /** `note`: what is to be known about the people who take it. */
  paths: { label: string; note?: string; place: (string | number)[] }[];
  problems: Problem[];
  target: string;
  day: number | null;
  /** How many messages it costs; null for steps that send nothing. */
  counts: number | null;
  /** People who stand here now, in the scenario as it is published. */
  inside: number;
  draft?: boolean;
}

/** What the scenario as a whole shows. */
export interface Whole {
  start: string;
  summary: string;
  errors: number;
  problems: Problem[];
}

/** The words about a scenario as it stands. */
export interface Described extends Whole {
  cards: Record<string, Card>;
}

export interface Kind {
  label: string;
  icon: string;
  group: string;
  value: Json;
  isEnd: boolean;
}

/** What the menu offers besides the kinds: a send by its first message, or a kind filled in already. */
export interface Preset {
  name: string;
  label: string;
  icon: string;
  /** Of messages that stand apart, at the end of the menu. */
  group?: string;
  /** One sentence on what it is for, and the address of a page that shows it. */
  description?: string;
  example?: string;
  message?: { type: string; value: Json };
  /** For a step that asks about the message before it: `value` holds SEND_BEFORE in its place. */
  step?: { type: string; value: Json; needsSend: boolean; hasGap: boolean };
}

export interface Start {
  scenario: number | null;
  kinds: Record<string, Kind>;
  presets: Preset[];
  strings: Record<string, string>;
  openPrefix: string;
  error: unknown;
  /** About the stored steps; null where the server has to be asked. */
  described: Described | null;
  urls: {
    describe: string;
    state: string;
    value: string;
    copy: string;
    save: string;
    count: string;
    countFields: string;
  };
  /** What the person may do with messages of the library; null for nothing. */
  saving: { mayLink: boolean } | null;
}

export const SEND = "send";
export const WAIT = "wait";
export const END = "end";
/** Stands in a preset for the id of the message before the new step. */
export const SEND_BEFORE = "ls:send-before";

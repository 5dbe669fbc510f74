// What the server answers (linesteps/admin/simulator/views.py) and what is sent to it.

import type { Json } from "../chat/json";

export type { Json };

export interface Persona {
  name: string;
  language: string;
  os: string;
  attributes: Record<string, string>;
  tags: string[];
  friend_days: number | null;
}

export type Who = Persona | { follower: number };

export type Act =
  | { act: "next" }
  | { act: "pass"; hours: number }
  | { act: "until"; at: string }
  | { act: "tap"; message: number; link: number }
  | { act: "tap"; message: number; button: number }
  | { act: "say"; text: string }
  | { act: "event"; name: string; properties: Record<string, string> }
  | { act: "answer"; in_time: boolean }
  | { act: "block" }
  | { act: "unblock" };

export interface Shown {
  number: number;
  message: Json;
  links: { label: string; url: string }[];
  buttons: { label: string; url: string }[];
}

export interface Happening {
  at: string;
  when: string;
  clock: string;
  day: number;
  kind: string;
  text: string;
  step_id: string;
  port: string;
  via: string;
  said: string;
  messages: Shown[];
}

export interface Simulation {
  start: string;
  start_text: string;
  now_local: string;
  now_text: string;
  day: number;
  next_at: string | null;
  next_text: string;
  step_id: string;
  /** The system whose answer is waited for; empty if there is none. */
  asked: string;
  is_friend: boolean;
  visited: [string, string][];
  paths: { step_id: string; port: string; label: string }[];
  steps: { step_id: string; title: string }[];
  played: number;
  stopped: string;
  events: Happening[];
}

export interface ToMend {
  step_id: string;
  where: string;
  text: string;
}

export interface Played {
  simulation?: Simulation;
  coupons?: Record<string, Json>;
  /** Who sends. */
  account?: string;
  problems?: ToMend[];
}

export interface Check {
  id: number;
  name: string;
  is_ok: boolean;
  difference: string;
  step_id: string;
  /** What the step is called at which it came out differently. */
  where: string;
  persona: Persona;
  start: string;
  script: Act[];
}

export interface Checked {
  cases?: Check[];
  problems?: ToMend[];
}

export interface Fact {
  key: string;
  name: string;
  type: "text" | "number" | "date" | "choice" | "yes_no";
  choices: string[];
}

export interface People {
  examples: { label: string; persona: Persona }[];
  attributes: Fact[];
  tags: string[];
  may_search: boolean;
  found: { id: number; name: string; detail: string }[];
}

export interface Start {
  scenario: number | null;
  strings: Record<string, string>;
  mayKeep: boolean;
  maySearch: boolean;
  urls: Record<"simulate" | "people" | "cases" | "save_case" | "delete_case", string>;
}

export type Words = (name: string, values?: Record<string, string | number>) => string;

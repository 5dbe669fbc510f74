// What the emulator tells the page and what the page asks of it (emulator/view.py, emulator/control.py).

import type { Json } from "../chat/json";

export type { Json };

export interface AccountView {
  channel_id: string;
  name: string;
  basic_id: string;
  webhook_url: string | null;
  queued: number;
  quota: number | null;
  used: number;
  posters: { name: string; url: string }[];
}

export interface PersonView {
  user_id: string;
  name: string;
  os: string;
  language: string;
  status: "stranger" | "friend" | "blocked" | "deleted";
  picture_url: string | null;
  received: number;
  last: string;
}

export interface Line {
  id: string;
  at: string;
  sender: "account" | "person";
  message: Json;
  via: string;
  request_id: string;
}

export interface LogEntry {
  id: string;
  kind: "api" | "webhook";
  at: string;
  title: string;
  status: number;
  note: string;
  body: string;
  answer: string;
}

export interface ClockView {
  now: string;
  can_turn: boolean;
  has_next: boolean;
  progress: { running: boolean; target: string | null; stops: number; waiting: boolean; problem: string };
}

export interface State {
  version: number;
  clock: ClockView;
  accounts: AccountView[];
  account: string | null;
  people: PersonView[];
  people_total: number;
  person: string | null;
  lines: Line[];
  coupons: Record<string, Json>;
  menu: Json | null;
  log: LogEntry[];
}

export interface Visit {
  status: number;
  location: string | null;
  error: string;
}

export async function loadState(account: string | null, person: string | null): Promise<State> {
  const query = new URLSearchParams({ account: account ?? "", person: person ?? "" });
  const answer = await fetch(`/emulator/state?${query}`, { cache: "no-store" });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return (await answer.json()) as State;
}

export async function post(path: string, body: Json): Promise<Json> {
  const answer = await fetch(`/emulator/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const data = (await answer.json()) as Json;
  if (!answer.ok) throw new Error(String(data["message"] ?? answer.status));
  return data;
}

/** Call `changed` whenever the emulator's state changes, and `online` when the connection comes or goes. */
export function listen(changed: () => void, online: (is: boolean) => void): void {
  const source = new EventSource("/emulator/live");
  source.addEventListener("changed", changed);
  source.addEventListener("open", () => online(true));
  source.addEventListener("error", () => online(false));
}

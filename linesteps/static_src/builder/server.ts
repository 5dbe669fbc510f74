// What the builder asks of the server; only the newest answer to a question counts.

import type { Wish } from "./saving";
import type { Card, Described, Json, Plain, Start } from "./types";
import { csrfToken } from "./wagtail";

/** For how many friends something holds, in words. */
export interface Counted {
  label: string;
  text: string;
}

export class Server {
  constructor(private readonly urls: Start["urls"]) {}

  private describing = 0;

  /** Cards for all steps; null when a newer question was asked meanwhile. */
  async describe(data: {
    account: string;
    scenario: number | null;
    steps: Plain[];
    triggers: string;
  }): Promise<Described | null> {
    const mine = ++this.describing;
    const page = document.querySelector<HTMLInputElement>('[name="publish_with"]')?.value ?? "";
    const asked = JSON.stringify({ ...data, publish_with: page });
    const answer = await this.post<Described>(this.urls.describe, asked);
    return mine === this.describing ? answer : null;
  }

  /** What Wagtail's script needs to draw the form of a step. */
  async state(type: string, value: Json): Promise<unknown> {
    return (await this.post<{ state: unknown }>(this.urls.state, JSON.stringify({ type, value }))).state;
  }

  /** The value that a step's form says. */
  value(type: string, before: Json, fields: [string, string][]): Promise<{ value: Json; card: Card }> {
    const data = new URLSearchParams(fields);
    data.set("ls-type", type);
    data.set("ls-before", JSON.stringify(before));
    return this.post(this.urls.value, data);
  }

  /** The value of a step in which a copy stands for a message that is linked to the library. */
  copied(step: Plain, part: string): Promise<{ value: Json; card: Card }> {
    return this.post(this.urls.copy, JSON.stringify({ type: step.type, value: step.value, part }));
  }

  /** Puts a message of a step into the library; `said` is what was done, in words. */
  saved(
    account: string,
    step: Plain,
    part: string,
    wish: Wish,
  ): Promise<{ value: Json; card: Card; said: string } | { problems: string[] }> {
    const { type, value } = step;
    const { name, isLinked: link } = wish;
    return this.post(this.urls.save, JSON.stringify({ account, type, value, part, name, link }));
  }

  /** For how many friends each set of conditions holds, in words; empty for those that are not finished. */
  async count(
    account: string,
    sets: { conditions: Json; match: Json }[],
    signal: AbortSignal,
  ): Promise<string[]> {
    const body = JSON.stringify({ account, sets });
    return (await this.post<{ texts: string[] }>(this.urls.count, body, signal)).texts;
  }

  /** The same of the start conditions and the conditions to leave, as their form fields stand. */
  countFields(
    fields: [string, string][],
    signal: AbortSignal,
  ): Promise<{ triggers: Counted[]; exit_rules: Counted[] }> {
    return this.post(this.urls.countFields, new URLSearchParams(fields), signal);
  }

  private async post<T>(url: string, body: string | URLSearchParams, signal?: AbortSignal): Promise<T> {
    const headers: Record<string, string> = { "X-CSRFToken": csrfToken(), Accept: "application/json" };
    if (typeof body === "string") headers["Content-Type"] = "application/json";
    const response = await fetch(url, {
      method: "POST",
      headers,
      body,
      credentials: "same-origin",
      signal: signal ?? null,
    });
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    return (await response.json()) as T;
  }
}

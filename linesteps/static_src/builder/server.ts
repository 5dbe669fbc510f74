// What the builder asks of the server; only the newest answer to a question counts.

import type { Card, Described, Json, Plain, Start } from "./types";
import { csrfToken } from "./wagtail";

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
    const answer = await this.post<Described>(this.urls.describe, JSON.stringify(data));
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

  private async post<T>(url: string, body: string | URLSearchParams): Promise<T> {
    const headers: Record<string, string> = { "X-CSRFToken": csrfToken(), Accept: "application/json" };
    if (typeof body === "string") headers["Content-Type"] = "application/json";
    const response = await fetch(url, { method: "POST", headers, body, credentials: "same-origin" });
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    return (await response.json()) as T;
  }
}

// What the drawer asks of the server, together with the draft as it stands on the page.

import type { PublicBuilder } from "../builder/outside";
import type { Json, People } from "./types";

export function builder(): PublicBuilder | null {
  return (window as unknown as { linesteps?: { builder?: PublicBuilder } }).linesteps?.builder ?? null;
}

/** What was tried so far, for the list that opens before publishing. */
export function keepTried(tried: Set<string>): void {
  const page = window as unknown as { linesteps?: { tried?: string[] } };
  page.linesteps = { ...page.linesteps, tried: [...tried] };
}

/** Answers that say why in words for people. */
const TOLD = new Set([400, 403, 429]);

/** The server refused, and said why in words for people. */
export class Refused extends Error {}

export class Server {
  constructor(
    private readonly start: { scenario: number | null; urls: Record<string, string> },
    private readonly form: HTMLFormElement | null,
  ) {}

  /** The id of the saved draft, also of one that autosave has made meanwhile. */
  get scenario(): number | null {
    const made = builder()?.scenario() ?? this.start.scenario;
    const address = /\/(?:edit\/)(\d+)\//.exec(location.pathname)?.[1];
    return made ?? (address ? Number(address) : null);
  }

  get account(): string {
    return this.form?.querySelector<HTMLSelectElement>('[name="account"]')?.value ?? "";
  }

  post<T>(url: string, data: Json): Promise<T> {
    return this.ask(this.start.urls[url] ?? "", {
      method: "POST",
      body: JSON.stringify({ ...this.draft(), ...data }),
    });
  }

  get<T>(url: string, data: Record<string, string>): Promise<T> {
    const query = new URLSearchParams(data);
    return this.ask(`${this.start.urls[url] ?? ""}?${query.toString()}`, { method: "GET" });
  }

  people(words: string): Promise<People> {
    return this.get("people", { account: this.account, q: words });
  }

  /** The scenario as it stands in the builder; without one, the server takes the saved draft. */
  draft(): Json {
    const { form } = this;
    const draft: Json = { account: this.account, scenario: this.scenario };
    const steps = builder()?.steps();
    if (!steps) return draft;
    const fields = form ? ([...new FormData(form)] as [string, string][]) : [];
    const triggers = fields.filter(([name]) => name.startsWith("triggers-"));
    draft["steps"] = steps;
    draft["triggers"] = new URLSearchParams(triggers).toString();
    const reEntry = form?.querySelector<HTMLSelectElement>('[name="re_entry"]');
    const canRepeat = form?.querySelector<HTMLInputElement>('[name="can_repeat"]');
    if (reEntry) draft["re_entry"] = reEntry.value;
    if (canRepeat) draft["can_repeat"] = canRepeat.checked;
    return draft;
  }

  private async ask<T>(url: string, options: RequestInit): Promise<T> {
    const token = document.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
    const headers = { "X-CSRFToken": token, "Content-Type": "application/json", Accept: "application/json" };
    const response = await fetch(url, { ...options, headers, credentials: "same-origin" });
    if (TOLD.has(response.status)) throw new Refused(((await response.json()) as { error: string }).error);
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    return (await response.json()) as T;
  }
}

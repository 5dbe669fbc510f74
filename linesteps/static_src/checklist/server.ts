// What the dialog asks of the server, together with the draft as it stands on the page.

import type { List, Start } from "./types";

/** What the builder and the drawer for trying offer to other scripts. */
interface Page {
  builder?: {
    steps(): unknown[];
    scenario(): number | null;
    select(id: string): void;
    settle(): Promise<void>;
  };
  tried?: string[];
}

export function page(): Page {
  return (window as unknown as { linesteps?: Page }).linesteps ?? {};
}

/** The server refused, and said why in words for people. */
export class Refused extends Error {}

export class Server {
  private readonly questions: Record<string, number> = {};

  constructor(
    private readonly start: Start,
    private readonly form: HTMLFormElement,
  ) {}

  get account(): string {
    return this.value("account");
  }

  /** The list; null when a newer one was asked for meanwhile. */
  async list(url: "look" | "ask"): Promise<List | null> {
    // What is being typed belongs to the draft, too.
    await page().builder?.settle();
    const mine = (this.questions["list"] = (this.questions["list"] ?? 0) + 1);
    const list = await this.post<List>(url, this.draft());
    return mine === this.questions["list"] ? list : null;
  }

  async post<T>(url: keyof Start["urls"], data: Record<string, unknown>): Promise<T> {
    const token = this.form.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
    const headers = { "X-CSRFToken": token, "Content-Type": "application/json", Accept: "application/json" };
    const body = JSON.stringify(data);
    const response = await fetch(this.start.urls[url], {
      method: "POST",
      headers,
      body,
      credentials: "same-origin",
    });
    if (response.status === 400) throw new Refused(((await response.json()) as { error: string }).error);
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    return (await response.json()) as T;
  }

  /** The scenario as it stands in the form; the id may be that of a draft that autosave has made. */
  private draft(): Record<string, unknown> {
    const { builder, tried } = page();
    const fields = [...new FormData(this.form)] as [string, string][];
    const triggers = fields.filter(([name]) => name.startsWith("triggers-"));
    const saved = /\/edit\/(\d+)\//.exec(location.pathname)?.[1];
    const names = ["name", "inside", "deleted", "entries_per_day", "go_live_at", "publish_with", "re_entry"];
    const draft: Record<string, unknown> = {
      account: this.account,
      scenario: builder?.scenario() ?? this.start.scenario ?? (saved ? Number(saved) : null),
      steps: builder?.steps() ?? [],
      triggers: new URLSearchParams(triggers).toString(),
      can_repeat: fields.some(([name]) => name === "can_repeat"),
      is_transactional: fields.some(([name]) => name === "is_transactional"),
      tried: tried ?? [],
    };
    for (const name of names) draft[name] = fields.find(([one]) => one === name)?.[1] ?? "";
    if (!draft["re_entry"]) delete draft["re_entry"];
    return draft;
  }

  private value(name: string): string {
    return this.form.querySelector<HTMLSelectElement>(`[name="${name}"]`)?.value ?? "";
  }
}

// For how many friends the filters of the start conditions hold, and the conditions to leave: they stand in forms
// of Wagtail's beside the picture, and are counted a moment after somebody changed them.

import { el } from "./dom";
import type { Counted, Server } from "./server";

const WAIT_MS = 700;
const FIELDS = /^(account$|triggers-|exit_rules-|exit_match$)/;
/** What the server calls each place, and the panel in which it is shown. */
const PANELS = { triggers: ".ls-panel-triggers", exit_rules: ".ls-panel-exit_rules" } as const;

type Place = keyof typeof PANELS;

export class FormCounts {
  private readonly shown = {} as Record<Place, HTMLElement>;
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private asking: AbortController | undefined;
  private known = "";

  constructor(
    private readonly server: Server,
    private readonly form: HTMLFormElement,
    private readonly heading: string,
    signal: AbortSignal,
  ) {
    const begin = (): void => {
      for (const type of ["input", "change"])
        form.addEventListener(type, (event) => this.onChange(event), { signal });
      for (const [place, selector] of Object.entries(PANELS)) this.watch(place as Place, selector, signal);
      this.askSoon();
    };
    // The fields stand below the builder: they may not have been read yet.
    if (document.readyState === "loading")
      document.addEventListener("DOMContentLoaded", begin, { signal, once: true });
    else begin();
    signal.addEventListener("abort", () => {
      clearTimeout(this.waiting);
      this.asking?.abort();
    });
  }

  private watch(place: Place, selector: string, signal: AbortSignal): void {
    const panel = document.querySelector<HTMLElement>(selector);
    if (!panel) return;
    const shown = el("div", { class: "ls-formcounts", role: "status", "aria-live": "polite", hidden: "" });
    panel.append(shown);
    this.shown[place] = shown;
    // Blocks come and go, and choosers change hidden fields, without an event. What we say ourselves is no news.
    const observer = new MutationObserver((changes) => {
      if (changes.some((one) => !shown.contains(one.target))) this.askSoon();
    });
    observer.observe(panel, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: ["value"],
    });
    signal.addEventListener("abort", () => observer.disconnect());
  }

  private onChange(event: Event): void {
    if (FIELDS.test((event.target as HTMLInputElement).name ?? "")) this.askSoon();
  }

  private askSoon(): void {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => void this.ask(), WAIT_MS);
  }

  private fields(): [string, string][] {
    return [...new FormData(this.form)].filter(([name]) => FIELDS.test(name)) as [string, string][];
  }

  private async ask(): Promise<void> {
    const fields = this.fields();
    const words = JSON.stringify(fields);
    if (words === this.known) return;
    this.known = words;
    this.asking?.abort();
    const mine = (this.asking = new AbortController());
    let found: Record<Place, Counted[]> = { triggers: [], exit_rules: [] };
    try {
      if (fields.some(([name]) => name.includes("-conditions-") || name.startsWith("exit_rules-0")))
        found = await this.server.countFields(fields, mine.signal);
    } catch {
      // No number is better than an old one; the next change asks again.
      if (this.asking === mine) this.known = "";
    }
    if (this.asking !== mine || mine.signal.aborted) return;
    for (const place of Object.keys(PANELS) as Place[]) this.show(place, found[place]);
  }

  private show(place: Place, lines: Counted[]): void {
    const shown = this.shown[place];
    if (!shown) return;
    const drawn = lines.map(({ label, text }) =>
      el("p", {}, lines.length > 1 && label ? el("b", {}, label) : "", lines.length > 1 ? " " : "", text),
    );
    shown.replaceChildren(...(drawn.length ? [el("h4", {}, this.heading), ...drawn] : []));
    shown.hidden = drawn.length === 0;
  }
}

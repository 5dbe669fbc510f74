// How many friends the conditions of the open step hold for: asked a moment after they changed.

import { el } from "./dom";
import type { Server } from "./server";
import type { Json, Plain } from "./types";

const WAIT_MS = 600;

interface Asked {
  /** The name of the path; empty where there is only one set of conditions. */
  label: string;
  conditions: Json;
  match: Json;
}

export class Counts {
  readonly element = el("div", { class: "ls-counts", role: "status", "aria-live": "polite", hidden: "" });
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private asking: AbortController | undefined;
  private known = "";

  constructor(
    private readonly server: Server,
    private readonly account: () => string,
    private readonly heading: string,
  ) {}

  /** Shows the numbers of a step soon; those of older conditions go at once. */
  follow(step: Plain | undefined, labels: string[]): void {
    const asked = step ? askedBy(step, labels) : [];
    const words = JSON.stringify([this.account(), step?.id, asked]);
    if (words === this.known) return;
    this.known = words;
    clearTimeout(this.waiting);
    this.asking?.abort();
    if (asked.length === 0) this.show([]);
    else this.waiting = setTimeout(() => void this.ask(asked), WAIT_MS);
  }

  private async ask(asked: Asked[]): Promise<void> {
    const mine = (this.asking = new AbortController());
    let texts: string[] = [];
    try {
      const sets = asked.map(({ conditions, match }) => ({ conditions, match }));
      texts = await this.server.count(this.account(), sets, mine.signal);
    } catch {
      // No number is better than an old one.
    }
    if (this.asking !== mine || mine.signal.aborted) return;
    const isOne = asked.length === 1;
    this.show(
      texts.flatMap((text, number) => {
        const label = asked[number]?.label ?? "";
        return text ? [{ label: isOne ? "" : label, text }] : [];
      }),
    );
  }

  private show(lines: { label: string; text: string }[]): void {
    const drawn = lines.map(({ label, text }) =>
      el("p", {}, label ? el("b", {}, label) : "", label ? " " : "", text),
    );
    this.element.replaceChildren(...(drawn.length ? [el("h4", {}, this.heading), ...drawn] : []));
    this.element.hidden = drawn.length === 0;
  }
}

/** The sets of conditions of a step: those of each path of a branch, or what a step waits for. */
function askedBy(step: Plain, labels: string[]): Asked[] {
  const value = step.value as { paths?: Json; events?: Json };
  if (Array.isArray(value.events)) return kept([{ label: "", conditions: value.events, match: "any" }]);
  if (!Array.isArray(value.paths)) return [];
  return kept(
    value.paths.map((item, number) => {
      const path = ((item as { value?: Json }).value ?? item) as { conditions?: Json; match?: Json };
      return {
        label: labels[number] ?? "",
        conditions: path.conditions ?? [],
        match: path.match ?? "all",
      };
    }),
  );
}

function kept(asked: Asked[]): Asked[] {
  return asked.some((one) => Array.isArray(one.conditions) && one.conditions.length > 0) ? asked : [];
}

// The right column's lower part: what went over the wire.

import { el } from "../chat/dom";
import { fill } from "./fill";
import type { LogEntry } from "./server";
import { language, shortDateTime, t } from "./strings";

export class Log {
  readonly element = el("section", { class: "log" });
  private readonly rows = el("div", { class: "log-rows" });
  private readonly open = new Set<string>();
  private key = "";

  render(entries: LogEntry[]): void {
    const key = `${language()} ${entries.map((entry) => entry.id).join()}`;
    if (key === this.key) return;
    this.key = key;
    fill(
      this.rows,
      ...(entries.length
        ? entries.map((entry) => this.row(entry))
        : [el("p", { class: "quiet" }, t("log_empty"))]),
    );
    fill(
      this.element,
      el("details", { open: true }, el("summary", { class: "caption" }, t("log")), this.rows),
    );
  }

  private row(entry: LogEntry): HTMLElement {
    const good = entry.status >= 200 && entry.status < 300;
    const row = el(
      "details",
      { class: "log-row", open: this.open.has(entry.id) },
      el(
        "summary",
        {},
        el("span", { class: `tag ${entry.kind}` }, t(entry.kind === "api" ? "log_api" : "log_webhook")),
        el("span", { class: "log-title" }, entry.title.replace("/v2/bot/", "")),
        el(
          "span",
          { class: `code ${good ? "good" : "bad"}` },
          entry.status ? String(entry.status) : t("log_none"),
        ),
      ),
      el(
        "p",
        { class: "quiet" },
        [shortDateTime(new Date(entry.at)), entry.note].filter(Boolean).join(" · "),
      ),
      entry.body ? el("pre", { tabindex: 0 }, pretty(entry.body)) : null,
      entry.answer ? el("pre", { tabindex: 0 }, entry.answer) : null,
    );
    row.addEventListener("toggle", () => {
      if (row.open) this.open.add(entry.id);
      else this.open.delete(entry.id);
    });
    return row;
  }
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 1);
  } catch {
    return body;
  }
}

// The right column's top: the virtual clock and the buttons that turn it.

import { el } from "../chat/dom";
import { fill } from "./fill";
import type { ClockView } from "./server";
import { dayOf, isKey, language, shortDateTime, t, timeOf } from "./strings";

export class Clock {
  readonly element = el("section", { class: "clock" });
  private readonly time = el("time", { class: "clock-time", "data-testid": "clock-now" });
  private readonly body = el("div", { class: "clock-body" });
  private readonly note = el("p", { class: "clock-progress", role: "status" });
  private view: ClockView | null = null;
  private readAt = 0;
  private key = "";

  constructor(private readonly turn: (body: { hours?: number; days?: number; next?: boolean }) => void) {
    this.element.append(this.time, this.body, this.note);
    window.setInterval(() => this.tick(), 1000);
  }

  render(view: ClockView): void {
    this.view = view;
    this.readAt = performance.now();
    this.tick();
    const key = JSON.stringify([view.can_turn, view.has_next, view.progress, language()]);
    if (key === this.key) return;
    this.key = key;
    this.element.setAttribute("aria-label", t("clock"));
    const { running } = view.progress;
    const button = (testid: string, label: string, body: object) =>
      el(
        "button",
        { type: "button", "data-testid": testid, disabled: running, onclick: () => this.turn(body) },
        label,
      );
    if (view.can_turn) {
      fill(
        this.body,
        el(
          "div",
          { class: "clock-buttons" },
          button("clock-hour", t("hour"), { hours: 1 }),
          button("clock-day", t("day"), { days: 1 }),
          view.has_next && button("clock-next", t("next"), { next: true }),
        ),
        el("p", { class: "quiet" }, t("clock_note")),
      );
    } else fill(this.body, el("p", { class: "quiet" }, t("clock_real")));
    this.note.textContent = this.progressText(view);
    this.note.classList.toggle("running", running);
    this.note.classList.toggle("problem", !running && view.progress.problem !== "");
  }

  private progressText({ progress }: ClockView): string {
    if (!progress.running) {
      const key = `problem_${progress.problem}`;
      return progress.problem ? (isKey(key) ? t(key) : progress.problem) : "";
    }
    const parts = [
      progress.target
        ? t("turning", { target: shortDateTime(new Date(progress.target)) })
        : t("turning_next"),
    ];
    if (progress.stops > 0) parts.push(t("stops", { count: progress.stops }));
    if (progress.waiting) parts.push(t("waiting"));
    return parts.join(" · ");
  }

  private tick(): void {
    if (!this.view) return;
    const now = new Date(new Date(this.view.now).getTime() + performance.now() - this.readAt);
    const shown = [dayOf(now), timeOf(now)];
    if (this.time.dataset["shown"] === shown.join()) return;
    this.time.dataset["shown"] = shown.join();
    this.time.dateTime = now.toISOString();
    fill(
      this.time,
      el("span", { class: "clock-day" }, shown[0]),
      el("span", { class: "clock-hours" }, shown[1]),
    );
  }
}

// The clock under the phone: from day 0 to the last day, stop by stop, by hand or playing.

import { el } from "../chat/dom";
import type { Item } from "../preview/conversation";
import type { Words } from "./types";

const PLAYS_MS = 20_000;
const STOP_MS = 1_500;

/** One moment at which something happens. */
interface Stop {
  seconds: number;
  heading: string;
}

export class Scrubber {
  readonly element: HTMLElement;
  private stops: Stop[] = [];
  private readonly range: HTMLInputElement;
  private readonly now = el("output", { class: "ls-phone__now" });
  private readonly last = el("span", {});
  private readonly button: HTMLButtonElement;
  private playing: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly t: Words,
    private readonly onMove: (seconds: number) => void,
  ) {
    this.range = el("input", { type: "range", min: 0, max: 0, step: 1, value: 0, "aria-label": t("time") });
    this.range.addEventListener("input", () => {
      this.pause();
      this.move();
    });
    this.button = el("button", { type: "button", class: "ls-phone__play", onclick: () => this.toggle() });
    this.showButton();
    this.element = el(
      "div",
      { class: "ls-phone__clock", role: "group", "aria-label": t("time") },
      this.button,
      el(
        "div",
        { class: "ls-phone__track" },
        this.range,
        el(
          "div",
          { class: "ls-phone__ticks", "aria-hidden": "true" },
          el("span", {}, t("before")),
          el("span", { class: "ls-phone__start" }, t("startTick")),
          this.last,
        ),
      ),
      this.now,
    );
  }

  /** Everything up to here has happened; before the start it is less than any moment. */
  get seconds(): number {
    return this.stops[Number(this.range.value) - 1]?.seconds ?? -1;
  }

  /** New items: whoever looked at the end stays there. */
  set(items: Item[], days: number): void {
    const wasAtEnd = Number(this.range.value) >= this.stops.length;
    const before = this.seconds;
    const found = new Map(items.map(({ seconds, heading }): [number, string] => [seconds, heading]));
    this.stops = [...found]
      .map(([seconds, heading]) => ({ seconds, heading }))
      .sort((one, other) => one.seconds - other.seconds);
    this.range.max = String(this.stops.length);
    const kept = this.stops.filter((stop) => stop.seconds <= before).length;
    this.range.value = String(wasAtEnd ? this.stops.length : kept);
    this.last.textContent = days > 0 ? this.t("lastDay", { n: days }) : "";
    this.element.style.setProperty("--ls-stops", String(Math.max(this.stops.length, 1)));
    this.show();
  }

  /** Goes on at least to this moment. */
  reach(seconds: number): void {
    if (this.seconds >= seconds) return;
    this.range.value = String(this.stops.filter((stop) => stop.seconds <= seconds).length);
    this.move();
  }

  pause(): void {
    clearTimeout(this.playing);
    this.playing = undefined;
    this.showButton();
  }

  private toggle(): void {
    if (this.playing) {
      this.pause();
      return;
    }
    if (Number(this.range.value) >= this.stops.length) {
      this.range.value = "0";
      this.move();
    }
    const pause = Math.min(STOP_MS, PLAYS_MS / Math.max(this.stops.length, 1));
    const step = (): void => {
      this.range.value = String(Number(this.range.value) + 1);
      this.move();
      if (Number(this.range.value) < this.stops.length) this.playing = setTimeout(step, pause);
      else this.pause();
    };
    this.playing = setTimeout(step, Math.min(pause, 400));
    this.showButton();
  }

  private move(): void {
    this.show();
    this.onMove(this.seconds);
  }

  private show(): void {
    const heading = this.stops[Number(this.range.value) - 1]?.heading ?? this.t("before");
    this.now.textContent = heading;
    this.range.setAttribute("aria-valuetext", heading);
  }

  private showButton(): void {
    const label = this.t(this.playing ? "pause" : "play");
    this.button.setAttribute("aria-label", label);
    this.button.title = label;
    this.button.textContent = this.playing ? "❚❚" : "▶";
  }
}

// How wide and how bright the phone is; kept for the next time.

import { el } from "../chat/dom";
import type { Words } from "./types";

const KEPT = "linesteps-phone";
const WIDTHS = [320, 375, 430];
const SIGNS: Record<string, string> = { light: "☀", dark: "☾" };
type Brightness = "light" | "dark";

export class Look {
  readonly element: HTMLElement;
  private width = 375;
  private brightness: Brightness = "light";

  /** @param frame gets the width and the look; @param room is what is there for it */
  constructor(
    private readonly t: Words,
    private readonly frame: HTMLElement,
    private readonly room: HTMLElement,
  ) {
    this.read();
    this.element = el(
      "div",
      { class: "ls-phone__look" },
      this.choices("width", t("width"), WIDTHS.map(String), String(this.width), (value) => {
        this.width = Number(value);
      }),
      this.choices("look", t("look"), ["light", "dark"], this.brightness, (value) => {
        this.brightness = value as Brightness;
      }),
    );
    new ResizeObserver(() => this.fit()).observe(room);
    this.apply();
  }

  private choices(
    name: string,
    label: string,
    values: string[],
    current: string,
    set: (value: string) => void,
  ): HTMLElement {
    const options = values.map((value) => {
      const radio = el("input", {
        type: "radio",
        // Outside of the form: what is chosen here is no edit of the scenario.
        name: `ls-phone-${name}`,
        form: "ls-phone-no-form",
        value,
        checked: value === current,
      });
      radio.addEventListener("change", () => {
        set(value);
        this.apply();
        localStorage.setItem(KEPT, JSON.stringify({ width: this.width, look: this.brightness }));
      });
      const words = name === "width" ? this.t("pixels", { n: value }) : this.t(value);
      radio.setAttribute("aria-label", words);
      const sign = SIGNS[value] ?? value;
      return el(
        "label",
        { class: "ls-phone__choice", title: words },
        radio,
        el("span", { "aria-hidden": "true" }, sign),
      );
    });
    return el(
      "fieldset",
      { class: "ls-phone__choices" },
      el("legend", { class: "ls-phone__legend" }, label),
      ...options,
    );
  }

  private read(): void {
    try {
      const kept = JSON.parse(localStorage.getItem(KEPT) ?? "{}") as { width?: number; look?: string };
      if (kept.width && WIDTHS.includes(kept.width)) this.width = kept.width;
      if (kept.look === "dark") this.brightness = "dark";
    } catch {
      // Whatever stood there, the phone looks as it does for the first time.
    }
  }

  private apply(): void {
    this.frame.dataset["look"] = this.brightness;
    this.frame.style.width = `${this.width}px`;
    this.fit();
  }

  /** A phone that is wider than its place is drawn smaller, with the same line breaks. */
  private fit(): void {
    const room = this.room.clientWidth;
    this.frame.style.setProperty("zoom", room > 0 ? String(Math.min(1, room / this.width)) : "1");
  }
}

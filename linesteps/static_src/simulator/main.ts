// Trying a scenario out: a button among the builder's tools, and a drawer beside the picture.

import { Controller } from "@hotwired/stimulus";
import { el } from "../chat/dom";
import { Drawer } from "./drawer";
import { builder, Server } from "./server";
import type { Start } from "./types";
import "../chat/chat.css";
import "./friends.css";
import "./main.css";

/**
 * Puts the button and the drawer on the page.
 *
 * @example
 * <div data-controller="ls-simulator"><script type="application/json" id="ls-simulator-start">…</script></div>
 */
class SimulatorController extends Controller<HTMLElement> {
  private drawer: Drawer | null = null;
  private button: HTMLButtonElement | null = null;
  private watching: MutationObserver | null = null;
  private stopListening: (() => void) | null = null;
  private start!: Start;

  override connect(): void {
    if (this.button) return;
    const json = document.getElementById("ls-simulator-start")?.textContent ?? "{}";
    this.start = JSON.parse(json) as Start;
    const label = this.t("tryIt");
    this.button = el("button", { type: "button", class: "ls-try__button", "aria-expanded": "false", onclick: () => this.toggle() }, label); // prettier-ignore
    this.element.append(this.button);
    this.place();
    // The key S in the picture.
    document.addEventListener("linesteps:simulate", this.onKey);
  }

  override disconnect(): void {
    this.watching?.disconnect();
    document.removeEventListener("linesteps:simulate", this.onKey);
  }

  private readonly onKey = (): void => this.toggle();

  private readonly t = (name: string, values: Record<string, string | number> = {}): string =>
    (this.start.strings[name] ?? name).replace(/\{(\w+)\}/g, (place, key: string) =>
      String(values[key] ?? place),
    );

  /** Among the builder's tools, as soon as it has drawn them; without a builder where it stands. */
  private place(): void {
    const find = (): boolean => {
      const tools = document.querySelector(".ls-builder .ls-tools");
      if (tools && this.button) tools.append(this.button);
      return tools !== null;
    };
    const place = document.querySelector(".ls-builder");
    if (find() || !place) return;
    this.watching = new MutationObserver(() => {
      if (find()) this.watching?.disconnect();
    });
    this.watching.observe(place, { childList: true, subtree: true });
  }

  private toggle(): void {
    if (this.drawer && !this.drawer.element.hidden) {
      this.close();
      return;
    }
    if (!this.drawer) {
      const server = new Server(this.start, this.element.closest("form"));
      this.drawer = new Drawer(this.start, server, this.t, () => this.close());
      document.body.append(this.drawer.element);
    }
    this.stopListening = builder()?.onChange(() => this.drawer?.replaySoon()) ?? null;
    this.button?.setAttribute("aria-expanded", "true");
    document.body.classList.add("ls-trying");
    // The form would leave no room for the picture; whoever opens a step again gets it over the picture.
    builder()?.close();
    // The step where the person is shall be seen beside the drawer.
    document.querySelector(".ls-builder")?.scrollIntoView({ block: "start" });
    void this.drawer.open();
  }

  private close(): void {
    if (!this.drawer) return;
    this.stopListening?.();
    this.drawer.element.hidden = true;
    this.button?.setAttribute("aria-expanded", "false");
    document.body.classList.remove("ls-trying");
    builder()?.highlight(null);
    this.button?.focus();
  }
}

const { wagtail } = window as unknown as {
  wagtail: { app: { register(name: string, controller: unknown): void } };
};
wagtail.app.register("ls-simulator", SimulatorController);

// The phone beside the form: waits for the builder, then draws itself into its inspector.

import { Controller } from "@hotwired/stimulus";
import { builder, Server } from "../simulator/server";
import { Phone } from "./phone";
import type { Start } from "./types";
import "../chat/chat.css";
import "../preview/talk.css";
import "../simulator/friends.css";
import "./main.css";

/**
 * Starts from the JSON inside its element.
 *
 * @example
 * <div data-controller="ls-phone-tab"><script type="application/json" id="ls-phone-start">…</script></div>
 */
class PhoneTabController extends Controller<HTMLElement> {
  private phone: Phone | null = null;
  private watching: MutationObserver | null = null;

  override connect(): void {
    if (this.phone || this.draw()) return;
    this.watching = new MutationObserver(() => {
      if (this.draw()) this.watching?.disconnect();
    });
    this.watching.observe(document.querySelector(".ls-builder") ?? document.body, {
      childList: true,
      subtree: true,
    });
  }

  override disconnect(): void {
    this.watching?.disconnect();
  }

  private draw(): boolean {
    const found = builder();
    if (!found) return false;
    const start = JSON.parse(document.getElementById("ls-phone-start")?.textContent ?? "{}") as Start;
    const t = (name: string, values: Record<string, string | number> = {}): string =>
      (start.strings[name] ?? name).replace(/\{(\w+)\}/g, (place, key: string) =>
        String(values[key] ?? place),
      );
    const server = new Server(start, this.element.closest("form"));
    this.phone = new Phone(found.phone, found, server, t, start.mayTest);
    return true;
  }
}

const { wagtail } = window as unknown as {
  wagtail: { app: { register(name: string, controller: unknown): void } };
};
wagtail.app.register("ls-phone-tab", PhoneTabController);

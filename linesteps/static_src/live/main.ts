// The picture of a scenario with its figures: the builder's canvas to be looked at, and a panel for each step.

import { Controller } from "@hotwired/stimulus";
import { Announcer } from "../builder/announce";
import { Canvas } from "../builder/canvas";
import { el, iconButton } from "../builder/dom";
import { walk } from "../builder/keys";
import { Minimap } from "../builder/minimap";
import { register, wantsShortcuts } from "../builder/wagtail";
import { Zoom } from "../builder/zoom";
import { NumbersDress } from "./dress";
import { Panel } from "./panel";
import { Results } from "./results";
import type { Picture } from "./types";
import "./main.css";

const HASH = "#step-";

/**
 * Draws the picture inside its body, and opens the panel.
 *
 * @example
 * <section data-controller="ls-live">
 *   <script type="application/json" id="ls-live-picture">…</script>
 *   <div data-ls-live-target="body"></div> <aside data-ls-live-target="panel" hidden></aside>
 * </section>
 */
class LiveController extends Controller<HTMLElement> {
  static override targets = ["body", "panel"];

  declare readonly bodyTarget: HTMLElement;
  declare readonly panelTarget: HTMLElement;

  private results!: Results;
  private canvas!: Canvas;
  private zoom!: Zoom;
  private panel!: Panel;
  private readonly leaving = new AbortController();

  override connect(): void {
    const text = document.getElementById("ls-live-picture")?.textContent ?? "null";
    const announcer = new Announcer();
    this.results = new Results(JSON.parse(text) as Picture, (words) => announcer.say(words, false));
    this.panel = new Panel(this.panelTarget, this.results, () => this.close());
    this.canvas = new Canvas(
      this.results,
      { pick: (id) => this.open(id), add: () => {}, start: () => {} },
      new NumbersDress(this.results),
    );
    this.zoom = new Zoom(this.canvas);
    const minimap = new Minimap(this.results, this.canvas);
    this.canvas.onDrawn = (ruler) => minimap.draw(ruler);
    this.results.on(() => this.canvas.showSelection());
    const picture = el("div", { class: "ls-picture" }, this.canvas.viewport, minimap.element, this.sizes());
    this.bodyTarget.replaceChildren(picture, announcer.region);
    this.canvas.draw();
    requestAnimationFrame(() => this.begin());
    const { signal } = this.leaving;
    this.element.addEventListener("keydown", (event) => this.onKey(event), { signal });
    document.addEventListener("click", (event) => this.onLink(event), { signal });
  }

  override disconnect(): void {
    this.leaving.abort();
  }

  private sizes(): HTMLElement {
    const t = (name: string): string => this.results.t(name);
    const size = el("span", { class: "ls-footer__size" }, "100 %");
    this.zoom.onChange = (percent) => (size.textContent = `${percent} %`);
    return el(
      "div",
      { class: "ls-live__sizes", role: "group", "aria-label": t("overview") },
      iconButton("minus", t("zoomOut"), () => this.zoom.out()),
      size,
      iconButton("plus", t("zoomIn"), () => this.zoom.in()),
      iconButton("desktop", t("fit"), () => this.zoom.fit()),
    );
  }

  /** The whole width where it fits, and the step that the address asks for. */
  private begin(): void {
    this.zoom.fitWidth();
    this.results.select(this.results.steps[0]?.id ?? null);
    const id = location.hash.startsWith(HASH) ? decodeURIComponent(location.hash.slice(HASH.length)) : "";
    if (this.results.stop(id)) this.open(id);
  }

  private open(id: string, isFocused = false): void {
    const stop = this.results.stop(id);
    if (!stop) return;
    this.results.select(id);
    this.show(stop.url, id, isFocused);
    this.canvas.reveal(id);
  }

  private show(url: string, id: string, isFocused: boolean): void {
    this.element.classList.add("ls-live--open");
    history.replaceState(history.state, "", HASH + encodeURIComponent(id));
    void this.panel.show(url, isFocused);
  }

  private close(): void {
    const hadFocus = this.panelTarget.contains(document.activeElement);
    this.panel.hide();
    this.element.classList.remove("ls-live--open");
    history.replaceState(history.state, "", location.pathname + location.search);
    if (hadFocus) this.canvas.viewport.focus({ preventScroll: true });
  }

  private onKey(event: KeyboardEvent): void {
    if (event.isComposing || event.defaultPrevented) return;
    const isCanvas = document.activeElement === this.canvas.viewport;
    const id = this.results.selected;
    if (event.key === "Escape" && this.panel.isOpen) {
      // From the panel to the picture first, as in the builder.
      if (isCanvas) this.close();
      else this.canvas.viewport.focus({ preventScroll: true });
    } else if (event.key === "F6" && this.panel.isOpen) {
      if (isCanvas) this.panelTarget.focus();
      else this.canvas.viewport.focus({ preventScroll: true });
    } else if (isCanvas && (event.key === "Enter" || event.key === "F2") && id) this.open(id, true);
    else if (
      !isCanvas ||
      !(walk(event, { builder: this.results, canvas: this.canvas }) || this.letter(event))
    )
      return;
    event.preventDefault();
  }

  private letter(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey || !wantsShortcuts()) return false;
    const acts: Record<string, () => void> = {
      "+": () => this.zoom.in(),
      "-": () => this.zoom.out(),
      "0": () => this.zoom.set(1),
      "1": () => this.zoom.fit(),
    };
    acts[event.key]?.();
    return event.key in acts;
  }

  /** A step's link in the table shows its panel here, beside the picture. */
  private onLink(event: MouseEvent): void {
    const link = (event.target as Element).closest?.<HTMLAnchorElement>("a[data-ls-step]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    const id = link.dataset["lsStep"] ?? "";
    this.element.scrollIntoView({ block: "start" });
    if (this.results.stop(id)) this.open(id, true);
    else this.show(link.href, id, true);
  }
}

register("ls-live", LiveController);

// The builder on the scenario's edit page: puts the parts together and keeps them in step.

import { Controller } from "@hotwired/stimulus";
import { additions, slotAfter } from "./adding";
import { Announcer } from "./announce";
import { linkedStep, listenAround, showTriggers, triggerFields } from "./around";
import { Bars } from "./bars";
import { Builder, type Topic } from "./builder";
import { Canvas } from "./canvas";
import { copy } from "./clipboard";
import { el } from "./dom";
import { Drag } from "./drag";
import { destinations, findable } from "./find";
import { Inspector } from "./inspector";
import { listen } from "./keys";
import { type Group, openMenu } from "./menu";
import { Minimap } from "./minimap";
import type { Slot } from "./model";
import { Outline } from "./outline";
import { publish } from "./outside";
import { Server } from "./server";
import type { Plain, Start } from "./types";
import { Forms, register } from "./wagtail";
import { widthHandle } from "./width";
import { Zoom } from "./zoom";
import "./main.css";
import "./page.css";

const OUTLINE_KEPT = "linesteps-outline";
const SMALL = "(max-width: 767px)";

/**
 * Draws the builder inside its element.
 *
 * @example
 * <div data-controller="ls-builder" data-ls-builder-name-value="steps" data-ls-builder-definition-value="…">
 *   <input type="hidden" name="steps-json" data-ls-builder-target="json">
 *   <script type="application/json" id="steps-builder-start">…</script>
 * </div>
 */
class BuilderController extends Controller<HTMLElement> {
  static override targets = ["json"];
  static override values = { name: String, definition: String };

  declare readonly jsonTarget: HTMLInputElement;
  declare readonly nameValue: string;
  declare readonly definitionValue: string;

  private builder!: Builder;
  private canvas!: Canvas;
  private outline!: Outline;
  private inspector!: Inspector;
  private minimap!: Minimap;
  private bars!: Bars;
  private zoom!: Zoom;
  private body!: HTMLElement;
  private stored = "";
  private isDrawn = false;
  private hasBegun = false;
  private readonly leaving = new AbortController();

  override connect(): void {
    // Moved about in the page (as Wagtail's dialogs are), it is the same builder still.
    if (this.isDrawn) return;
    this.isDrawn = true;
    const start = JSON.parse(
      document.getElementById(`${this.nameValue}-builder-start`)?.textContent ?? "{}",
    ) as Start;
    this.stored = this.jsonTarget.value;
    const form = this.jsonTarget.form;
    const server = new Server(start.urls);
    const announcer = new Announcer();
    this.builder = new Builder(start, JSON.parse(this.stored) as Plain[], server, {
      account: () => form?.querySelector<HTMLSelectElement>('[name="account"]')?.value ?? "",
      triggers: () => triggerFields(form),
      say: (words, isShown) => announcer.say(words, isShown),
    });
    this.make(server, form, announcer);
    this.builder.on((topic) => {
      this.on(topic);
      // A later question may overtake the first one, so not after the first, but with the first answer.
      if (topic === "cards" && !this.hasBegun) this.begin();
    });
    publish(this.builder, this.canvas, this.inspector, this.body, (id) => this.open(id));
    listenAround(this.builder, form, this.leaving.signal, (id) => {
      this.openWithFocus(id);
      this.element.scrollIntoView({ block: "start" });
    });
    if (this.builder.steps.length > 0) this.builder.select(this.builder.steps[0]?.id ?? null);
    this.draw();
    requestAnimationFrame(() => this.zoom.centre());
    void this.builder.describe();
  }

  override disconnect(): void {
    if (!this.element.isConnected) this.leaving.abort();
  }

  private make(server: Server, form: HTMLFormElement | null, announcer: Announcer): void {
    const { builder } = this;
    const bin = el("div", { class: "ls-bin", "aria-hidden": "true", hidden: true }, builder.t("dropDelete"));
    this.canvas = new Canvas(builder, {
      pick: (id) => this.open(id),
      add: (slot, anchor) => this.add(slot, anchor),
      start: showTriggers,
    });
    this.zoom = new Zoom(this.canvas);
    this.minimap = new Minimap(builder, this.canvas);
    this.canvas.onDrawn = (ruler) => this.minimap.draw(ruler);
    new Drag(builder, this.canvas, bin);
    this.outline = new Outline(builder, (id) => this.open(id));
    this.inspector = new Inspector(builder, server, new Forms(this.definitionValue), form, {
      close: () => this.closeInspector(),
      act: (name) => this.act(name),
    });
    this.inspector.element.hidden = true;
    this.inspector.element.append(
      widthHandle(this.element, this.inspector.element, builder.t("width"), () => this.canvas.measureSoon()),
    );
    this.bars = new Bars(builder, this.zoom, {
      add: () => this.addAfterSelected(),
      find: () => this.find(),
      toggleOutline: () => this.toggleOutline(),
      nextProblem: () => this.nextProblem(),
    });
    const side = el("div", { class: "ls-outline" }, this.outline.element);
    const picture = el("div", { class: "ls-picture" }, this.canvas.viewport, this.minimap.element, bin);
    this.body = el(
      "div",
      { class: "ls-body", id: `${this.nameValue}-root` },
      side,
      picture,
      this.inspector.element,
    );
    this.element.append(this.bars.tools, this.body, this.bars.footer, announcer.region);
    this.showOutline(localStorage.getItem(OUTLINE_KEPT) !== "closed");
    listen(this.element, {
      builder,
      canvas: this.canvas,
      outline: this.outline,
      zoom: this.zoom,
      panes: () =>
        [side, this.canvas.viewport, this.inspector.element, this.bars.footer].filter(
          (pane) => pane.checkVisibility() && !pane.hidden,
        ),
      commands: {
        add: () => this.addAfterSelected(),
        find: () => this.find(),
        moveTo: () => this.moveTo(),
        open: () => this.openWithFocus(),
        phone: () => this.turnToPhone(),
        escape: () => this.escape(),
      },
    });
  }

  // -- keeping in step --

  private on(topic: Topic): void {
    this.element.setAttribute("aria-busy", String(this.builder.isBusy));
    if (topic === "busy" || topic === "tab") return;
    if (topic === "steps") this.store();
    if (topic === "selection") {
      this.canvas.showSelection();
      this.outline.showSelection();
      this.inspector.show();
      this.element.classList.toggle("ls-builder--open", this.builder.isOpen);
      // After the panes have their sizes.
      if (!this.builder.isFromForm) this.canvas.reveal(this.builder.selected);
      return;
    }
    this.draw();
  }

  private draw(): void {
    this.canvas.draw();
    this.outline.drawSoon();
    this.bars.draw();
    const spot = this.builder.isOpen ? this.builder.spot(this.builder.selected) : undefined;
    if (spot) this.inspector.showHead(spot.step);
  }

  /** Into the hidden field, as a change that Wagtail's autosave and preview notice. */
  private store(): void {
    const { steps, first } = this.builder;
    this.jsonTarget.value = steps === first ? this.stored : JSON.stringify(steps);
    for (const type of ["input", "change"]) this.jsonTarget.dispatchEvent(new Event(type, { bubbles: true }));
  }

  /** What was asked for by the address, or refused: the first problem. */
  private begin(): void {
    this.hasBegun = true;
    const linked = linkedStep(this.builder, location.hash);
    if (linked) this.openWithFocus(linked);
    else if (this.builder.start.error) this.nextProblem();
  }

  // -- acts --

  private open(id: string): void {
    this.builder.select(id, true);
  }

  private openWithFocus(id = this.builder.selected): void {
    if (!id) return;
    this.inspector.focusNext();
    this.open(id);
    this.inspector.show();
  }

  /** The phone beside the picture; once more, the form again. The keys stay where they are. */
  private turnToPhone(): void {
    const { builder, inspector } = this;
    if (builder.isOpen) inspector.tabs.show(inspector.tabs.current === "phone" ? "settings" : "phone", true);
    else inspector.tabs.show("phone", true);
    const id = builder.selected ?? builder.steps[0]?.id;
    if (id) this.open(id);
  }

  private back(): void {
    if (matchMedia(SMALL).matches || this.outline.element.contains(document.activeElement))
      this.outline.focus();
    else this.canvas.viewport.focus({ preventScroll: true });
  }

  private closeInspector(): void {
    this.builder.select(this.builder.selected, false);
    this.back();
  }

  private escape(): void {
    if (this.inspector.element.contains(document.activeElement)) this.back();
    else this.closeInspector();
  }

  private menu(label: string, groups: Group[], anchor: Element | null): void {
    const active = document.activeElement as HTMLElement | null;
    const t = (name: string): string => this.builder.t(name);
    openMenu(this.element, {
      label,
      search: t("search"),
      none: t("noMatch"),
      groups,
      anchor,
      back: () => active?.focus({ preventScroll: true }),
    });
  }

  private add(slot: Slot, anchor: Element | null): void {
    const groups = additions(this.builder, slot).map((group) => ({
      ...group,
      items: group.items.map((item) => ({ ...item, run: () => this.run(item.run) })),
    }));
    this.menu(this.builder.t("addStep"), groups, anchor);
  }

  /** After adding, the caret is in the first field of what was added. */
  private run(act: () => void): void {
    this.inspector.focusNext();
    act();
  }

  private addAfterSelected(): void {
    const path = this.outline.element.contains(document.activeElement) ? this.outline.currentPath : null;
    const slot = path ? { ...path, index: 0 } : slotAfter(this.builder, this.builder.selected);
    const node = this.canvas.viewport.checkVisibility()
      ? this.canvas.nodes.get(this.builder.selected ?? "")
      : null;
    this.add(slot, node ?? null);
  }

  private find(): void {
    const groups = findable(this.builder, (id) => this.openWithFocus(id));
    this.menu(this.builder.t("find"), groups, null);
  }

  private moveTo(): void {
    const { selected } = this.builder;
    if (selected) this.menu(this.builder.t("moveTo"), destinations(this.builder, selected), null);
  }

  private act(name: string): void {
    const id = this.builder.selected;
    if (!id) return;
    if (name === "duplicate") this.builder.duplicate(id);
    else if (name === "copy") copy(this.builder);
    else if (name === "moveUp") this.builder.nudge(id, -1);
    else if (name === "moveDown") this.builder.nudge(id, 1);
    else if (name === "moveTo") this.moveTo();
    else if (name === "addAfter") this.addAfterSelected();
    else if (name === "delete") {
      this.builder.remove(id);
      this.back();
    }
  }

  private nextProblem(): void {
    const steps = this.builder.problemSteps;
    const at = steps.findIndex((spot) => spot.step.id === this.builder.selected && this.builder.isOpen);
    const next = steps[(at + 1) % Math.max(1, steps.length)];
    if (next) this.openWithFocus(next.step.id);
    else if (this.builder.whole?.problems.length) showTriggers();
  }

  private toggleOutline(): void {
    const isShown = this.element.classList.contains("ls-builder--bare");
    localStorage.setItem(OUTLINE_KEPT, isShown ? "open" : "closed");
    this.showOutline(isShown);
  }

  private showOutline(isShown: boolean): void {
    this.element.classList.toggle("ls-builder--bare", !isShown);
    this.bars.outlineButton.setAttribute("aria-pressed", String(isShown));
    this.canvas.measureSoon();
  }
}

register("ls-builder", BuilderController);

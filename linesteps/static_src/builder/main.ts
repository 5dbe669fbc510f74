// The builder on the scenario's edit page: puts the parts together and keeps them in step.

import { Controller } from "@hotwired/stimulus";
import { Announcer } from "./announce";
import { focusName, linkedStep, listenAround } from "./around";
import { Bars } from "./bars";
import { Builder } from "./builder";
import type { Topic } from "./course";
import { Canvas } from "./canvas";
import { Commands } from "./commands";
import { el } from "./dom";
import { Drag } from "./drag";
import { FormCounts } from "./formcounts";
import { Inspector } from "./inspector";
import { keepActs } from "./kept";
import { listen } from "./keys";
import { Minimap } from "./minimap";
import { Outline } from "./outline";
import { publish } from "./outside";
import { Server } from "./server";
import type { Plain, Start } from "./types";
import { Forms, register } from "./wagtail";
import { triggerFields, Triggers } from "./triggers";
import { When } from "./when";
import { widthHandle } from "./width";
import { Zoom } from "./zoom";
import "./main.css";
import "./picture.css";
import "./outline.css";
import "./menus.css";
import "./inspector.css";
import "./sizes.css";

const OUTLINE_KEPT = "linesteps-outline";
const SMALL = "(max-width: 767px)";
/** Where the outline is a drawer over the picture. */
const NARROW = "(max-width: 1199px)";

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
  private bars!: Bars;
  private zoom!: Zoom;
  private when!: When;
  private commands!: Commands;
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
    this.builder = new Builder(start, JSON.parse(this.stored) as Plain[], server, {
      account: () => form?.querySelector<HTMLSelectElement>('[name="account"]')?.value ?? "",
      triggers: () => triggerFields(form),
      say: (words, isShown, canUndo) => announcer.say(words, isShown, canUndo),
    });
    const announcer = new Announcer(this.builder.t("undo"), () => void this.builder.undo());
    keepActs(this.builder, this.leaving.signal);
    this.make(server, form, announcer);
    this.builder.on((topic) => {
      this.on(topic);
      // A later question may overtake the first one, so not after the first, but with the first answer.
      if (topic === "cards" && this.builder.whole && !this.hasBegun) this.begin();
    });
    publish(this.builder, this.canvas, this.inspector, this.body, (id) => this.builder.select(id, true));
    new Triggers(this.builder, form, this.leaving.signal);
    if (form) new FormCounts(server, form, this.builder.t("matching"), this.leaving.signal);
    listenAround(this.builder, form, this.leaving.signal, (id) => {
      this.commands.open(id);
      this.element.scrollIntoView({ block: "start" });
    });
    if (this.builder.steps.length > 0) this.builder.select(this.builder.steps[0]?.id ?? null);
    this.builder.begin();
    requestAnimationFrame(() => this.zoom.centre());
  }

  override disconnect(): void {
    if (!this.element.isConnected) this.leaving.abort();
  }

  private make(server: Server, form: HTMLFormElement | null, announcer: Announcer): void {
    const { builder } = this;
    const small = matchMedia(SMALL);
    const bin = el("div", { class: "ls-bin", "aria-hidden": "true", hidden: true }, builder.t("dropDelete"));
    this.canvas = new Canvas(builder, {
      pick: (id, path) => this.pick(id, path),
      add: (slot, anchor) => this.commands.add(slot, anchor),
      start: (anchor) => this.commands.start(anchor),
      more: (id, at) => {
        builder.select(id);
        this.commands.more(at);
      },
    });
    this.zoom = new Zoom(this.canvas);
    const minimap = new Minimap(builder, this.canvas);
    this.outline = new Outline(builder, {
      pick: (id, path) => this.pick(id, path),
      add: ({ id, path }) => {
        builder.select(id, builder.isOpen, path);
        this.commands.add();
      },
      more: (id, at) => {
        builder.select(id);
        this.commands.more(at);
      },
    });
    this.inspector = new Inspector(builder, server, new Forms(this.definitionValue), form, {
      close: () => this.commands.close(),
      act: (name) => this.commands.act(name),
    });
    this.inspector.element.hidden = true;
    this.inspector.element.append(
      widthHandle(this.element, this.inspector.element, builder.t("width"), () => this.canvas.measureSoon()),
    );
    this.commands = new Commands({
      host: this.element,
      builder,
      canvas: this.canvas,
      outline: this.outline,
      zoom: this.zoom,
      inspector: this.inspector,
      isSmall: () => small.matches,
    });
    new Drag(builder, this.canvas, bin, (id, slot) => this.commands.drop(id, slot));
    this.when = new When(builder, (id) => this.commands.open(id));
    this.inspector.element.querySelector(".ls-inspector__problems")?.before(this.when.element);
    this.bars = new Bars(builder, this.zoom, this.commands, {
      toggleOutline: () => this.toggleOutline(),
      toggleMinimap: () => {
        minimap.isWanted = !minimap.isWanted;
        this.canvas.measureSoon();
        return minimap.isWanted;
      },
      toggleWide: () => document.body.classList.toggle("ls-wide"),
      togglePicture: () => this.togglePicture(),
    });
    const side = el("div", { class: "ls-outline" }, this.outline.element);
    const picture = el("div", { class: "ls-picture" }, this.canvas.viewport, minimap.element, bin);
    this.body = el(
      "div",
      { class: "ls-body", id: `${this.nameValue}-root` },
      side,
      picture,
      this.inspector.element,
    );
    this.element.append(this.bars.tools, this.body, this.bars.footer, announcer.toast, announcer.region);
    document.documentElement.classList.add("ls-building");
    this.showOutline(localStorage.getItem(OUTLINE_KEPT) !== "closed" && !matchMedia(NARROW).matches);
    const resize = (): void => {
      this.outline.isLarge = small.matches;
    };
    small.addEventListener("change", resize, { signal: this.leaving.signal });
    resize();
    listen(this.element, {
      builder,
      canvas: this.canvas,
      outline: this.outline,
      zoom: this.zoom,
      commands: this.commands,
      panes: () =>
        [side, this.canvas.viewport, this.inspector.element, this.bars.footer].filter(
          (pane) => pane.checkVisibility({ visibilityProperty: true }) && !pane.hidden,
        ),
      signal: this.leaving.signal,
    });
  }

  // -- keeping in step --

  private on(topic: Topic): void {
    this.element.setAttribute("aria-busy", String(this.builder.isBusy));
    if (topic === "busy" || topic === "tab") return;
    if (topic === "history") {
      this.bars.draw();
      return;
    }
    if (topic === "steps") this.store();
    if (topic === "selection") {
      if (this.builder.selected) this.outline.uncover(this.builder.selected);
      this.canvas.showSelection();
      this.outline.showSelection();
      this.inspector.show();
      this.when.show();
      this.element.classList.toggle("ls-builder--open", this.builder.isOpen);
      // After the panes have their sizes.
      if (!this.builder.isFromForm) this.canvas.reveal(this.builder.selected);
      return;
    }
    this.draw(topic === "cards");
  }

  private draw(hasNewWords = true): void {
    this.canvas.draw(hasNewWords || this.builder.isFromForm);
    this.outline.drawSoon();
    this.bars.draw();
    this.when.show();
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
    // The words may have come with the page, whose other parts are not there yet.
    requestAnimationFrame(() => {
      const linked = linkedStep(this.builder, location.hash);
      if (linked) this.commands.open(linked);
      else if (this.builder.start.error) this.commands.firstError();
      else if (this.builder.start.scenario === null && !matchMedia(SMALL).matches)
        focusName(this.jsonTarget.form);
    });
  }

  // -- panes --

  private pick(id: string, path: string | null): void {
    if (this.element.classList.contains("ls-builder--picture")) this.togglePicture();
    this.builder.select(id, true, path);
  }

  /** On a phone, the picture is for looking only. */
  private togglePicture(): void {
    const isShown = this.element.classList.toggle("ls-builder--picture");
    if (isShown) this.zoom.fit();
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

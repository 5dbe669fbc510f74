// The bars above and below: undo, find, size; what the scenario comes to, and what is to be mended.

import type { Builder } from "./builder";
import { el, icon, iconButton, svg } from "./dom";
import type { Zoom } from "./zoom";

export interface BarActions {
  add(): void;
  find(): void;
  toggleOutline(): void;
  nextProblem(): void;
}

/** Wagtail has no sign for undoing. */
function arrowBack(): SVGElement {
  const sign = svg("svg", { class: "ls-icon ls-icon--drawn", viewBox: "0 0 24 24", "aria-hidden": "true" });
  sign.append(svg("path", { d: "M9 5L4 10l5 5M4 10h10a5 5 0 0 1 0 10h-3" }));
  return sign;
}

export class Bars {
  readonly tools: HTMLElement;
  readonly footer: HTMLElement;
  readonly outlineButton: HTMLButtonElement;
  private readonly undo: HTMLButtonElement;
  private readonly redo: HTMLButtonElement;
  private readonly sentence = el("p", { class: "ls-footer__sentence" });
  private readonly problems: HTMLButtonElement;
  private readonly size = el("span", { class: "ls-footer__size" }, "100 %");

  constructor(
    private readonly builder: Builder,
    zoom: Zoom,
    actions: BarActions,
  ) {
    const t = (name: string): string => builder.t(name);
    this.undo = iconButton("undo", t("undo"), () => void builder.undo());
    this.redo = iconButton("redo", t("redo"), () => void builder.redo(), "ls-button--mirrored");
    for (const button of [this.undo, this.redo]) button.replaceChildren(arrowBack());
    this.outlineButton = iconButton("list-ul", t("showOutline"), () => actions.toggleOutline());
    const add = el(
      "button",
      { type: "button", class: "ls-button ls-button--words", onclick: () => actions.add() },
      icon("plus"),
      t("addStep"),
    );
    this.tools = el(
      "div",
      { class: "ls-tools", role: "toolbar", "aria-label": t("tools") },
      this.outlineButton,
      add,
      this.undo,
      this.redo,
      iconButton("search", t("find"), () => actions.find()),
    );
    this.problems = el("button", {
      type: "button",
      class: "ls-footer__problems",
      onclick: () => actions.nextProblem(),
    });
    this.footer = el(
      "div",
      { class: "ls-footer" },
      this.sentence,
      this.problems,
      el(
        "div",
        { class: "ls-footer__zoom", role: "group", "aria-label": t("overview") },
        iconButton("minus", t("zoomOut"), () => zoom.out()),
        this.size,
        iconButton("plus", t("zoomIn"), () => zoom.in()),
        iconButton("desktop", t("fit"), () => zoom.fit()),
      ),
    );
    zoom.onChange = (percent) => (this.size.textContent = `${percent} %`);
    this.draw();
  }

  draw(): void {
    const { builder } = this;
    this.undo.disabled = !builder.canUndo;
    this.redo.disabled = !builder.canRedo;
    const { whole } = builder;
    this.sentence.textContent = whole?.summary ?? "";
    const count = builder.problemSteps.length + (whole?.problems.length ?? 0);
    this.problems.hidden = !whole;
    this.problems.disabled = count === 0;
    this.problems.classList.toggle("ls-footer__problems--some", count > 0);
    const words = count > 0 ? builder.t("problems", { n: count }) : builder.t("noProblems");
    this.problems.replaceChildren(icon(count > 0 ? "warning" : "check"), words);
    this.problems.title = (whole?.problems ?? []).map((one) => one.message).join("\n");
  }
}

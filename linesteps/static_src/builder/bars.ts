// The bars above and below: undo, find, size; what the scenario comes to, and what is to be mended.

import type { Builder } from "./builder";
import type { Commands } from "./commands";
import { el, icon, iconButton, setText, svg } from "./dom";
import { mayPublish, askToPublish } from "./wagtail";
import type { Zoom } from "./zoom";

export interface Panes {
  toggleOutline(): void;
  toggleMinimap(): boolean;
  toggleWide(): boolean;
  togglePicture(): void;
}

/** Signs that Wagtail does not have. */
const SIGNS = {
  undo: "M9 5L4 10l5 5M4 10h10a5 5 0 0 1 0 10h-3",
  fit: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
  wide: "M14 4h6v6M20 4l-7 7M10 20H4v-6M4 20l7-7",
  map: "M4 5h16v14H4zM13 13h7v6h-7z",
  picture: "M9 4h6v4H9zM4 16h6v4H4zM14 16h6v4h-6zM12 8v4M7 16v-4h10v4",
};

function sign(name: keyof typeof SIGNS): SVGElement {
  const drawn = svg("svg", { class: "ls-icon ls-icon--drawn", viewBox: "0 0 24 24", "aria-hidden": "true" });
  drawn.append(svg("path", { d: SIGNS[name] }));
  return drawn;
}

function signButton(
  name: keyof typeof SIGNS,
  label: string,
  onclick: () => void,
  classes = "",
): HTMLButtonElement {
  const button = iconButton("", label, onclick, classes);
  button.replaceChildren(sign(name));
  return button;
}

export class Bars {
  readonly tools: HTMLElement;
  readonly footer: HTMLElement;
  readonly outlineButton: HTMLButtonElement;
  private readonly undo: HTMLButtonElement;
  private readonly redo: HTMLButtonElement;
  private readonly sentence = el("p", { class: "ls-footer__sentence" });
  private readonly problems: HTMLButtonElement;
  private readonly size = el("span", { class: "ls-footer__size" }, "100%");

  constructor(
    private readonly builder: Builder,
    zoom: Zoom,
    commands: Commands,
    panes: Panes,
  ) {
    const t = (name: string): string => builder.t(name);
    this.undo = signButton("undo", t("undo"), () => void builder.undo());
    this.redo = signButton("undo", t("redo"), () => void builder.redo(), "ls-button--mirrored");
    this.outlineButton = iconButton("list-ul", t("showOutline"), () => panes.toggleOutline());
    // On a phone its words are not shown, but it has them still.
    const add = el(
      "button",
      {
        type: "button",
        class: "ls-button ls-button--words ls-button--add",
        "aria-label": t("addStep"),
        onclick: () => commands.add(),
      },
      icon("plus"),
      el("span", {}, t("addStep")),
    );
    const wide = signButton("wide", t("wide"), () => press(wide, panes.toggleWide()), "ls-button--wide");
    wide.setAttribute("aria-pressed", "false");
    this.tools = el(
      "div",
      { class: "ls-tools", role: "toolbar", "aria-label": t("tools") },
      this.outlineButton,
      add,
      this.undo,
      this.redo,
      iconButton("search", `${t("find")} (Ctrl+K)`, () => commands.find(), "ls-button--find"),
      el("span", { class: "ls-tools__space" }),
      wide,
      mayPublish() ? this.publishButton() : null,
    );
    this.problems = el("button", {
      type: "button",
      class: "ls-footer__problems",
      onclick: () => void commands.nextProblem(),
    });
    const map = signButton("map", t("minimap"), () => press(map, panes.toggleMinimap()));
    map.setAttribute("aria-pressed", "true");
    this.footer = el(
      "div",
      { class: "ls-footer", role: "group", "aria-label": t("summary") },
      this.sentence,
      this.problems,
      el(
        "div",
        { class: "ls-footer__phone" },
        signButton("picture", t("picture"), () => panes.togglePicture()),
        iconButton("search", t("find"), () => commands.find()),
      ),
      el(
        "div",
        { class: "ls-footer__zoom", role: "group", "aria-label": t("overview") },
        iconButton("minus", t("zoomOut"), () => zoom.out()),
        this.size,
        iconButton("plus", t("zoomIn"), () => zoom.in()),
        signButton("fit", t("fit"), () => zoom.fit()),
        map,
      ),
    );
    zoom.onChange = (percent) => setText(this.size, `${percent}%`);
    this.draw();
  }

  /** On a phone only: elsewhere Wagtail's own button is in sight. */
  private publishButton(): HTMLElement {
    const props = { type: "button", class: "button ls-button--publish", onclick: () => askToPublish() };
    return el("button", props, this.builder.t("publish"));
  }

  draw(): void {
    const { builder } = this;
    this.drawTravel(this.undo, "undo", builder.undoes);
    this.drawTravel(this.redo, "redo", builder.redoes);
    const { whole } = builder;
    setText(this.sentence, whole?.summary ?? "");
    const count = builder.problemSteps.length + (whole?.problems.length ?? 0);
    this.problems.hidden = !whole;
    this.problems.disabled = count === 0;
    this.problems.classList.toggle("ls-footer__problems--some", count > 0);
    const words = count > 0 ? builder.t("problems", { n: count }) : builder.t("noProblems");
    if (this.problems.textContent !== words)
      this.problems.replaceChildren(icon(count > 0 ? "warning" : "check"), words);
    this.problems.title = (whole?.problems ?? []).map((one) => one.message).join("\n");
  }

  private drawTravel(button: HTMLButtonElement, name: string, act: string | null): void {
    button.disabled = act === null;
    button.title = act ? `${this.builder.t(name)}: ${act}` : this.builder.t(name);
  }
}

function press(button: HTMLButtonElement, isPressed: boolean): void {
  button.setAttribute("aria-pressed", String(isPressed));
}

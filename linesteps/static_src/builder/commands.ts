// What keys, buttons and menus can order; all of it at the selected step.

import { duplicate, move, nudge, remove } from "./acts";
import { additions } from "./adding";
import { askForName, isNamed, mayGo, peopleIn } from "./asking";
import type { Builder } from "./builder";
import type { Canvas } from "./canvas";
import { copy, cut, paste } from "./clipboard";
import { destinations, findable } from "./find";
import type { Inspector, InspectorActions } from "./inspector";
import { type Anchor, type Group, type Item, openMenu } from "./menu";
import type { Slot } from "./model";
import type { Outline } from "./outline";
import { simulate } from "./outside";
import { slotAfter } from "./slots";
import { showTriggers, startMenu } from "./triggers";
import { askToPublish } from "./wagtail";
import type { Zoom } from "./zoom";

interface Parts {
  host: HTMLElement;
  builder: Builder;
  canvas: Canvas;
  outline: Outline;
  zoom: Zoom;
  inspector: Inspector;
  /** Whether the outline alone is the editor. */
  isSmall: () => boolean;
}

export class Commands {
  /** Where the keyboard was last: in the picture or in the outline. */
  private isInOutline = false;

  constructor(private readonly parts: Parts) {
    parts.outline.element.addEventListener("focusin", () => (this.isInOutline = true));
    parts.canvas.viewport.addEventListener("focusin", () => (this.isInOutline = false));
  }

  private t(name: string, values: Record<string, string | number> = {}): string {
    return this.parts.builder.t(name, values);
  }

  /** Whether somebody who types means a form that is on its way. */
  get awaitsForm(): boolean {
    return this.parts.inspector.awaitsFocus;
  }

  // -- going --

  open(id = this.parts.builder.selected): void {
    if (!id) return;
    const { builder, inspector } = this.parts;
    inspector.focusNext();
    builder.select(id, true);
    inspector.show();
  }

  back(): void {
    if (this.parts.isSmall() || this.isInOutline) this.parts.outline.focus();
    else this.parts.canvas.viewport.focus({ preventScroll: true });
  }

  close(): void {
    const { builder } = this.parts;
    builder.select(builder.selected, false, builder.path);
    this.back();
  }

  /** From the form to its step, from there to the picture. */
  escape(): void {
    const { builder, canvas, inspector } = this.parts;
    if (inspector.element.contains(document.activeElement)) this.back();
    else if (builder.isOpen) this.close();
    else if (canvas.viewport.checkVisibility()) canvas.viewport.focus({ preventScroll: true });
  }

  async nextProblem(): Promise<void> {
    const { builder } = this.parts;
    // What was mended a moment ago is no problem any more.
    await builder.upToDate();
    const steps = builder.problemSteps;
    const at = steps.findIndex((spot) => spot.step.id === builder.selected && builder.isOpen);
    const next = steps[(at + 1) % Math.max(1, steps.length)];
    if (next) this.open(next.step.id);
    else if (builder.whole?.problems.length) showTriggers();
  }

  /** After a refusal: what was refused stands before what is only advised. */
  firstError(): void {
    const { builder } = this.parts;
    const wrong = builder.problemSteps.find(({ step }) =>
      builder.card(step).problems.some((one) => one.isError),
    );
    if (wrong) this.open(wrong.step.id);
    else void this.nextProblem();
  }

  // -- choosing from a menu --

  private menu(
    label: string,
    groups: Group[],
    anchor: Anchor | null,
    filter?: (item: Item) => boolean,
  ): void {
    const active = document.activeElement as HTMLElement | null;
    openMenu(this.parts.host, {
      label,
      search: this.t("search"),
      none: this.t("noMatch"),
      groups,
      anchor: this.parts.isSmall() ? null : anchor,
      back: () => active?.focus({ preventScroll: true }),
      ...(filter ? { filter: { label: this.t("onlyProblems"), keeps: filter } } : {}),
    });
  }

  /** What can be added at a place; behind the selected step, or first in the selected path, if none is said. */
  add(slot = this.here(), anchor: Element | null = this.anchor()): void {
    const { builder, inspector } = this.parts;
    const groups = additions(builder, slot).map((group) => ({
      ...group,
      items: group.items.map((item) => ({
        ...item,
        run: () => {
          // After adding, the caret is in the first field of what was added.
          inspector.focusNext();
          item.run();
        },
      })),
    }));
    this.menu(this.t("addStep"), groups, anchor);
  }

  private here(): Slot {
    const { builder } = this.parts;
    if (builder.selected !== null && builder.path !== null)
      return { parent: builder.selected, key: builder.path, index: 0 };
    return slotAfter(builder, builder.selected);
  }

  private anchor(): Element | null {
    const { builder, canvas } = this.parts;
    return (canvas.viewport.checkVisibility() && canvas.nodes.get(builder.selected ?? "")) || null;
  }

  /** When somebody enters. */
  start(anchor: Anchor | null = null): void {
    const groups = startMenu(this.t("startMore"));
    if (groups) this.menu(this.t("startEdit"), groups, anchor);
    else showTriggers();
  }

  find(): void {
    const { builder } = this.parts;
    const { group, problems } = findable(builder, (id) => this.open(id));
    const commands: Group = { label: this.t("commands"), items: this.commands() };
    this.menu(this.t("find"), [group, commands], null, (item) => problems.has(item));
  }

  private commands(): Item[] {
    const { builder, zoom } = this.parts;
    return [
      { label: this.t("addStep"), icon: "plus", keys: "A", run: () => this.add() },
      { label: this.t("tryIt"), icon: "view", keys: "S", run: simulate },
      { label: this.t("undo"), icon: "undo", keys: "Ctrl+Z", run: () => void builder.undo() },
      { label: this.t("redo"), icon: "rotate", keys: "Ctrl+Shift+Z", run: () => void builder.redo() },
      { label: this.t("startEdit"), icon: "user", run: () => this.start() },
      { label: this.t("nextProblem"), icon: "warning", run: () => void this.nextProblem() },
      { label: this.t("fit"), icon: "desktop", keys: "1", run: () => zoom.fit() },
      { label: this.t("publish"), icon: "upload", run: askToPublish },
      ...this.acts(),
    ].filter((item) => item.icon !== "undo" || builder.undoes !== null);
  }

  moveTo(): void {
    const { builder } = this.parts;
    const { selected } = builder;
    if (selected) this.menu(this.t("moveTo"), destinations(builder, selected), this.anchor());
  }

  /** Everything that can be done with the selected step, for those who do not know the keys. */
  more(at: Anchor | null = this.anchor()): void {
    const { builder } = this.parts;
    const spot = builder.spot(builder.selected);
    if (!spot) return;
    const label = `${spot.number}. ${builder.name(spot.step)}`;
    this.menu(label, [{ label: "", items: this.acts() }], at);
  }

  private acts(): Item[] {
    const { builder } = this.parts;
    const { selected } = builder;
    if (!selected) return [];
    const item = (name: string, icon: string, keys: string, run: () => void): Item => ({
      label: this.t(name),
      icon,
      keys,
      run,
    });
    return [
      item("openStep", "edit", "Enter", () => this.open()),
      ...(isNamed(builder.spot(selected)?.step)
        ? [item("rename", "title", "F2", () => void this.rename())]
        : []),
      item("addAfter", "plus", "A", () => this.add()),
      item("duplicate", "copy", "Ctrl+D", () => duplicate(builder, selected)),
      item("copy", "clipboard-list", "Ctrl+C", () => void copy(builder)),
      item("cut", "cut", "Ctrl+X", () => void this.takeOut((id) => cut(builder, id))),
      item("paste", "download", "Ctrl+V", () => paste(builder)),
      item("moveUp", "arrow-up", "Alt+↑", () => nudge(builder, selected, -1)),
      item("moveDown", "arrow-down", "Alt+↓", () => nudge(builder, selected, 1)),
      item("moveTo", "redirect", "M", () => this.moveTo()),
      item("delete", "bin", "Delete", () => void this.remove()),
    ];
  }

  // -- changing --

  act(name: Parameters<InspectorActions["act"]>[0]): void {
    const { builder } = this.parts;
    const id = builder.selected;
    if (!id) return;
    if (name === "duplicate") duplicate(builder, id);
    else if (name === "copy") copy(builder);
    else if (name === "moveUp") nudge(builder, id, -1);
    else if (name === "moveDown") nudge(builder, id, 1);
    else if (name === "moveTo") this.moveTo();
    else if (name === "addAfter") this.add();
    else if (name === "delete") void this.remove();
  }

  /** Asks for another name, in place. */
  async rename(): Promise<void> {
    const { builder, host } = this.parts;
    const id = builder.selected;
    await builder.settle();
    const step = builder.spot(id)?.step;
    if (!step || !isNamed(step)) return this.open();
    await askForName(builder, host, step);
  }

  async remove(): Promise<void> {
    await this.takeOut((id) => remove(this.parts.builder, id));
  }

  /** Deletes or cuts; asks first where people stand in what goes. */
  async takeOut(run: (id: string) => void, id = this.parts.builder.selected): Promise<void> {
    const { builder, host } = this.parts;
    const step = builder.spot(id)?.step;
    if (!step) return;
    if (builder.path !== null && id === builder.selected) {
      builder.say(this.t("pathDelete"));
      return;
    }
    const people = peopleIn(builder, step);
    if (people > 0 && !(await mayGo(builder, host, step, people))) return;
    const hadFocus = this.parts.inspector.element.contains(document.activeElement);
    run(step.id);
    if (hadFocus || people > 0) this.back();
  }

  drop(id: string, slot: Slot | null): void {
    const { builder } = this.parts;
    if (slot) move(builder, id, slot);
    else void this.takeOut((one) => remove(builder, one), id);
  }

  simulate(): void {
    simulate();
  }

  /** The phone beside the picture; once more, the form again. The keys stay where they are. */
  phone(): void {
    const { builder, inspector } = this.parts;
    const isShown = builder.isOpen && inspector.tabs.current === "phone";
    inspector.tabs.show(isShown ? "settings" : "phone", true);
    const id = builder.selected ?? builder.steps[0]?.id;
    if (id) builder.select(id, true);
  }
}

// Keys of the picture and the outline. Single letters obey the person's setting in Wagtail.

import type { Builder } from "./builder";
import type { Canvas } from "./canvas";
import { copy, cut, paste } from "./clipboard";
import type { Course } from "./course";
import { pathsOf } from "./model";
import type { Outline } from "./outline";
import { wantsShortcuts } from "./wagtail";
import type { Zoom } from "./zoom";

export interface Commands {
  add(): void;
  find(): void;
  moveTo(): void;
  open(): void;
  phone(): void;
  escape(): void;
}

interface Parts {
  builder: Builder;
  canvas: Canvas;
  outline: Outline;
  zoom: Zoom;
  commands: Commands;
  panes: () => HTMLElement[];
}

export function listen(root: HTMLElement, parts: Parts): void {
  const { builder, canvas, outline } = parts;
  const isHere = (): boolean =>
    canvas.viewport === document.activeElement || outline.element.contains(document.activeElement);
  root.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    const isCanvas = canvas.viewport === document.activeElement;
    const isHandled =
      anywhere(event, parts) ||
      (isHere() && onSteps(event, parts)) ||
      (isCanvas && (walk(event, parts) || letters(event, parts)));
    if (isHandled) event.preventDefault();
  });
  const onClipboard =
    (run: (builder: Builder, data: DataTransfer | null) => unknown) =>
    (event: ClipboardEvent): void => {
      const hasText = !(document.getSelection()?.isCollapsed ?? true);
      if (!isHere() || (hasText && event.type !== "paste")) return;
      event.preventDefault();
      run(builder, event.clipboardData);
    };
  const pairs = [
    ["copy", copy],
    ["cut", cut],
    ["paste", paste],
  ] as const;
  // Where nothing is selected these events may fire at the body.
  for (const [type, run] of pairs) document.addEventListener(type, onClipboard(run));
}

function anywhere(event: KeyboardEvent, { commands, panes }: Parts): boolean {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") commands.find();
  else if (event.key === "Escape") commands.escape();
  else if (event.key === "F6") {
    const list = panes();
    const at = list.findIndex((pane) => pane.contains(document.activeElement));
    const next = list[(at + (event.shiftKey ? -1 : 1) + list.length) % list.length];
    const inside = next?.querySelector<HTMLElement>(
      '[tabindex="0"], textarea, input:not([type=hidden]), button',
    );
    (next?.tabIndex === 0 ? next : inside)?.focus();
  } else return false;
  return true;
}

function onSteps(event: KeyboardEvent, { builder, commands }: Parts): boolean {
  const { selected } = builder;
  if (event.ctrlKey || event.metaKey) {
    const key = event.key.toLowerCase();
    if (key === "z") void (event.shiftKey ? builder.redo() : builder.undo());
    else if (key === "y") void builder.redo();
    else if (key === "d" && selected) builder.duplicate(selected);
    else return false;
    return true;
  }
  if (event.altKey) {
    if (!selected || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return false;
    builder.nudge(selected, event.key === "ArrowUp" ? -1 : 1);
    return true;
  }
  if (event.key === "Insert") commands.add();
  else if (event.key === "Enter" || event.key === "F2") commands.open();
  else if (event.key === "Delete" && selected) builder.remove(selected);
  else return false;
  return true;
}

/** Arrow keys in the picture, whether it can be edited or not. */
export function walk(
  event: KeyboardEvent,
  { builder, canvas }: { builder: Course; canvas: Canvas },
): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const order = [...builder.spots.values()];
  const spot = builder.spot(builder.selected);
  const at = spot ? spot.number - 1 : -1;
  const last = order.length - 1;
  const goals: Record<string, number> = {
    ArrowDown: Math.min(last, at + 1),
    ArrowUp: Math.max(0, at - 1),
    Home: 0,
    End: last,
  };
  let goal = order[goals[event.key] ?? -1];
  if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
    const parent = builder.spot(spot?.parent ?? null);
    const paths = parent ? pathsOf(parent.step) : [];
    const here = paths.findIndex((path) => path.key === spot?.key);
    const way = event.key === "ArrowLeft" ? -1 : 1;
    const next = paths.slice(way > 0 ? here + 1 : 0, way > 0 ? undefined : here);
    const other = (way > 0 ? next : next.reverse()).find((path) => path.steps.length > 0)?.steps[0];
    goal = other && builder.spot(other.id);
    if (!spot?.parent) return false;
  } else if (!(event.key in goals)) return false;
  if (!goal) return true;
  builder.select(goal.step.id);
  canvas.reveal(goal.step.id);
  const { name, number } = { name: builder.name(goal.step), number: goal.number };
  builder.say(`${number}${builder.t("comma")}${name}`, false);
  return true;
}

function letters(event: KeyboardEvent, { builder, zoom, commands }: Parts): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || !wantsShortcuts()) return false;
  const acts: Record<string, () => void> = {
    a: commands.add,
    m: commands.moveTo,
    p: commands.phone,
    s: () => document.dispatchEvent(new CustomEvent("linesteps:simulate", { detail: builder.selected })),
    "+": () => zoom.in(),
    "-": () => zoom.out(),
    "0": () => zoom.set(1),
    "1": () => zoom.fit(),
  };
  const act = acts[event.key.toLowerCase()];
  act?.();
  return act !== undefined;
}

// Keys of the picture and the outline. Single letters obey the person's setting in Wagtail.

import { duplicate, nudge } from "./acts";
import type { Builder } from "./builder";
import type { Canvas } from "./canvas";
import { copy, cut, paste } from "./clipboard";
import type { Commands } from "./commands";
import { pathsOf, type Spot } from "./model";
import type { Course } from "./course";
import type { Outline } from "./outline";
import { wantsShortcuts } from "./wagtail";
import type { Zoom } from "./zoom";

interface Parts {
  builder: Builder;
  canvas: Canvas;
  outline: Outline;
  zoom: Zoom;
  commands: Commands;
  panes: () => HTMLElement[];
  signal: AbortSignal;
}

export function listen(root: HTMLElement, parts: Parts): void {
  const { builder, canvas, outline, signal } = parts;
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
  // Where nothing is selected these events may fire at the body.
  document.addEventListener("copy", onClipboard(copy), { signal });
  document.addEventListener("paste", onClipboard(paste), { signal });
  const cutWithCare = (_builder: Builder, data: DataTransfer | null): void => {
    void parts.commands.takeOut((id) => cut(builder, id, data));
  };
  document.addEventListener("cut", onClipboard(cutWithCare), { signal });
}

function anywhere(event: KeyboardEvent, { commands, panes }: Parts): boolean {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") commands.find();
  else if (event.key === "Escape") commands.escape();
  else if (event.key === "F6") {
    const list = panes();
    const at = list.findIndex((pane) => pane.contains(document.activeElement));
    const next = list[(at + (event.shiftKey ? -1 : 1) + list.length) % list.length];
    const inside = next?.querySelector<HTMLElement>(
      '[tabindex="0"], textarea, input:not([type=hidden]), button:not(:disabled)',
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
    else if (key === "d" && selected) duplicate(builder, selected);
    else return false;
    return true;
  }
  if (event.altKey) {
    if (!selected || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return false;
    nudge(builder, selected, event.key === "ArrowUp" ? -1 : 1);
    return true;
  }
  if (event.key === "Insert") commands.add();
  else if (event.key === "Enter") commands.open();
  else if (event.key === "F2") void commands.rename();
  else if (event.key === "Delete" || (event.key === "Backspace" && event.metaKey)) void commands.remove();
  else if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) commands.more();
  else return false;
  return true;
}

/** Arrow keys in the picture, whether it can be edited or not. */
export function walk(
  event: KeyboardEvent,
  { builder, canvas }: { builder: Course; canvas: Canvas },
): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.key === "ArrowLeft" || event.key === "ArrowRight")
    return aside(builder, canvas, event.key === "ArrowLeft" ? -1 : 1);
  const order = [...builder.spots.values()];
  const spot = builder.spot(builder.selected);
  // On a path, the branch is above and its first step, or what follows, below.
  const at = spot ? spot.number - 1 : -1;
  const last = order.length - 1;
  const goals: Record<string, number> = {
    ArrowDown: Math.min(last, at + 1),
    ArrowUp: builder.path === null ? Math.max(0, at - 1) : at,
    Home: 0,
    End: last,
  };
  if (!(event.key in goals)) return false;
  let goal = order[goals[event.key] ?? -1];
  if (event.key === "ArrowDown" && spot && builder.path !== null) goal = below(builder, spot, order) ?? goal;
  if (goal) go(builder, canvas, goal, null);
  return true;
}

/** The first step of the path on which the keyboard stands; of an empty one, that of the next with steps. */
function below(builder: Course, spot: Spot, order: Spot[]): Spot | undefined {
  const paths = pathsOf(spot.step);
  const rest = paths.slice(paths.findIndex((path) => path.key === builder.path));
  const first = rest.find((path) => path.steps.length > 0)?.steps[0];
  const inside = new Set(paths.flatMap((path) => path.steps.map((step) => step.id)));
  const after = order.find(
    (one) => one.number > spot.number && one.depth <= spot.depth && !inside.has(one.step.id),
  );
  return first ? builder.spot(first.id) : after;
}

/** To the path beside; to its first step, or onto the path itself where it has none yet. */
function aside(builder: Course, canvas: Canvas, way: -1 | 1): boolean {
  const spot = builder.spot(builder.selected);
  if (!spot) return false;
  const isFork = pathsOf(spot.step).length > 0 && (builder.path !== null || way > 0);
  const fork = isFork ? spot : builder.spot(spot.parent);
  if (!fork) return false;
  const paths = pathsOf(fork.step);
  const key = isFork ? builder.path : spot.key;
  const next = paths[paths.findIndex((path) => path.key === key) + way];
  if (!next) return true;
  const first = builder.path === null && !isFork ? next.steps[0] : undefined;
  const goal = first && builder.spot(first.id);
  if (goal) go(builder, canvas, goal, null);
  else go(builder, canvas, fork, next.key);
  return true;
}

function go(builder: Course, canvas: Canvas, goal: Spot, path: string | null): void {
  builder.select(goal.step.id, builder.isOpen, path);
  canvas.reveal(goal.step.id);
  const holder = pathsOf(goal.step).find((one) => one.key === path);
  const name = holder ? builder.who(goal.step, holder).label : builder.card(goal.step).sentence;
  builder.say(`${goal.number}${builder.t("comma")}${name}`, false);
}

function letters(event: KeyboardEvent, { zoom, commands }: Parts): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || !wantsShortcuts() || commands.awaitsForm)
    return false;
  const acts: Record<string, () => void> = {
    a: () => commands.add(),
    m: () => commands.moveTo(),
    p: () => commands.phone(),
    s: () => commands.simulate(),
    "+": () => zoom.in(),
    "-": () => zoom.out(),
    "0": () => zoom.set(1),
    "1": () => zoom.fit(),
  };
  const act = acts[event.key.toLowerCase()];
  act?.();
  return act !== undefined;
}

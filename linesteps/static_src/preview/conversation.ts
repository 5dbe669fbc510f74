// A scenario as a conversation: what arrives when, between notes on where it begins, parts and ends.

import { el } from "../chat/dom";
import type { Drawing } from "../chat/drawing";
import { type Json, object, text } from "../chat/json";
import { drawMessage } from "../chat/message";
import { quickReplies } from "../chat/quick";
import { row } from "../chat/row";

/** What the server says (linesteps/scenarios/conversation.py). */
export interface Item {
  kind: "start" | "send" | "branch" | "path" | "todo" | "end" | "again";
  step: string;
  seconds: number;
  heading: string;
  clock: string;
  depth: number;
  text: string;
  messages: Json[];
  note: string;
  port: string;
  ways: { port: string; label: string }[];
}

export interface Talk {
  days: number;
  items: Item[];
  /** Who sends. */
  account: string;
  coupons: Record<string, Json>;
}

/** What can be done with an item; on a page without any of it, it is only drawn. */
export interface Acts {
  open?: (step: string) => void;
  openLabel?: (item: Item) => string;
  take?: (step: string, port: string) => void;
  takeLabel?: (item: Item) => string;
}

export function drawItem(item: Item, account: string, drawing: Drawing, acts: Acts): HTMLElement {
  const inside = item.kind === "send" ? send(item, account, drawing, acts) : note(item, acts);
  const element = el(
    "section",
    { class: `ls-talk__item ls-talk__item--${item.kind}`, "data-step": item.step || null },
    ...inside,
  );
  if (item.depth > 0) element.style.setProperty("--ls-depth", String(Math.min(item.depth, 4)));
  const { open } = acts;
  if (open && item.step) {
    element.addEventListener("click", (event) => {
      // What can be used by itself keeps its own click.
      if (!(event.target as Element).closest("button, select, label")) open(item.step);
    });
  }
  return element;
}

function send(item: Item, account: string, drawing: Drawing, acts: Acts): (HTMLElement | null)[] {
  const rows = item.messages.map((message) =>
    message["type"] === "todo"
      ? row(todo(text(message["text"])), { name: account })
      : row(drawMessage(message, drawing), {
          name: account,
          sender: object(message["sender"]),
          time: item.clock,
        }),
  );
  const last = item.messages.at(-1);
  return [
    heading(item, acts),
    item.note ? el("p", { class: "ls-talk__note" }, item.note) : null,
    ...rows,
    last ? quickReplies(last, drawing) : null,
  ];
}

/** 「3日目 19:00」, which opens the step. */
function heading(item: Item, { open, openLabel }: Acts): HTMLElement {
  if (!open) return el("h2", { class: "ls-chat__date" }, item.heading);
  const label = `${item.heading} – ${openLabel?.(item) ?? item.text}`;
  const attributes = { type: "button", class: "ls-chat__date ls-talk__open", "aria-label": label };
  return el("button", { ...attributes, title: item.text, onclick: () => open(item.step) }, item.heading);
}

function todo(words: string): HTMLElement {
  return el("div", { class: "ls-talk__todo", dir: "auto" }, words);
}

function note(item: Item, acts: Acts): (HTMLElement | null)[] {
  if (item.kind === "todo") return [todo(item.text)];
  if (item.kind === "branch") return branch(item, acts);
  return [el(item.kind === "path" ? "h2" : "p", { class: "ls-chat__date" }, item.text)];
}

/** Where ways part: which of them is shown can be chosen. */
function branch(item: Item, { take, takeLabel }: Acts): (HTMLElement | null)[] {
  if (!take) return [el("p", { class: "ls-chat__date" }, `${item.heading} · ${item.text}`)];
  const choice = el(
    "select",
    { class: "ls-talk__ways", "aria-label": takeLabel?.(item) ?? item.text },
    ...item.ways.map(({ port, label }) => el("option", { value: port, selected: port === item.port }, label)),
  );
  choice.addEventListener("change", () => take(item.step, choice.value));
  return [el("p", { class: "ls-chat__date ls-talk__branch" }, el("span", {}, item.heading), choice)];
}

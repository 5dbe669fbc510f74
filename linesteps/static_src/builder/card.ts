// One step in the picture: a card, a pill for a gap, a flag for an end.

import type { Course } from "./course";
import { el, icon } from "./dom";
import type { Spot } from "./model";
import { END, type Json, SEND, WAIT } from "./types";

/** The kinds of messages in a send, such as “Text, Coupon”. */
function messagesOf(builder: Course, value: Json): { label: string; icon: string }[] {
  const messages = (value as { messages?: { type: string }[] }).messages ?? [];
  return messages.map(
    (message) =>
      builder.start.presets.find((preset) => preset.name === message.type) ?? {
        label: message.type,
        icon: "warning",
      },
  );
}

/** The first line: the paths of a branch stand below it anyway, so they are not repeated. */
export function heading(builder: Course, { step }: Spot): string {
  const card = builder.card(step);
  const isPlain = card.paths.length > 0 && card.title === card.summary;
  return isPlain ? (builder.start.kinds[step.type]?.label ?? card.title) : builder.name(step);
}

/** The second line of a card, where it says more than the first. */
export function detail(builder: Course, spot: Spot): string {
  const { step } = spot;
  const card = builder.card(step);
  if (step.type === SEND) {
    const labels = messagesOf(builder, step.value).map((message) => message.label);
    return labels.join(builder.t("comma"));
  }
  const target = builder.spot(card.target || null);
  if (target) return `→ ${target.number}. ${builder.name(target.step)}`;
  if (card.paths.length > 0) return "";
  return card.summary === card.title ? (builder.start.kinds[step.type]?.label ?? "") : card.summary;
}

/** The icon that tells most: that of the only message in a send, else that of the kind. */
export function iconOf(builder: Course, spot: Spot): string {
  const { step } = spot;
  const messages = step.type === SEND ? messagesOf(builder, step.value) : [];
  if (messages.length === 1 && messages[0]) return messages[0].icon;
  return builder.start.kinds[step.type]?.icon ?? "warning";
}

/** What all faces of a step show, as text; equal text means an equal card. */
export function signature(builder: Course, spot: Spot): string {
  const card = builder.card(spot.step);
  const problems = card.problems.map((one) => one.message);
  const shown = [spot.step.type, card.title, card.short, card.day, card.note, problems];
  return JSON.stringify([...shown, detail(builder, spot), iconOf(builder, spot), spot.number]);
}

/** The element of a step; the picture itself is hidden from screen readers, who have the outline. */
export function drawStep(builder: Course, spot: Spot): HTMLElement {
  const { step } = spot;
  const card = builder.card(step);
  const props = { type: "button", tabindex: -1, "data-id": step.id, "data-kind": step.type };
  const problems = card.problems.length;
  const warning = problems
    ? el(
        "span",
        { class: "ls-badge ls-badge--problem", title: card.problems.map((one) => one.message).join("\n") },
        icon("warning"),
        problems > 1 ? String(problems) : "",
      )
    : null;
  const badges = [noteBadge(card.note), warning];
  if (step.type === WAIT)
    return el("button", { ...props, class: "ls-pill" }, icon("time"), card.short || card.summary, ...badges);
  if (step.type === END)
    return el(
      "button",
      { ...props, class: "ls-flag" },
      icon("circle-check"),
      builder.t("endsHere"),
      ...badges,
    );
  const [first, more] = [heading(builder, spot), detail(builder, spot)];
  return el(
    "button",
    { ...props, class: "ls-node" },
    el("span", { class: "ls-node__icon" }, icon(iconOf(builder, spot))),
    el(
      "span",
      { class: "ls-node__words" },
      el("span", { class: "ls-node__title" }, first),
      more && more !== first ? el("span", { class: "ls-node__detail" }, more) : null,
    ),
    el(
      "span",
      { class: "ls-node__badges" },
      card.day === null ? null : el("span", { class: "ls-badge" }, dayOf(builder, card.day)),
      ...badges,
    ),
  );
}

/** A sign that colleagues left a note, with its words as a tooltip. */
export function noteBadge(note: string): HTMLElement | null {
  return note ? el("span", { class: "ls-badge ls-badge--note", title: note }, icon("comment")) : null;
}

/** On which day since the start. */
export function dayOf(builder: Course, day: number): string {
  return day === 0 ? builder.t("first") : builder.t("day", { n: day });
}

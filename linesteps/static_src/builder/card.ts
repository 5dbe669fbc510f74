// One step in the picture: a card, a pill for a gap, a flag for an end.

import type { Course } from "./course";
import { el, icon, setText } from "./dom";
import type { Spot } from "./model";
import { END, type Json, SEND, WAIT } from "./types";

/** The kinds of messages in a send, such as “Text, Coupon”. */
function messagesOf(builder: Course, value: Json): { label: string; icon: string }[] {
  const messages = (value as { messages?: { type: string }[] }).messages ?? [];
  return messages.map(
    (message) =>
      builder.start.presets.find((preset) => preset.message && preset.name === message.type) ?? {
        label: message.type,
        icon: "warning",
      },
  );
}

/** How much fits into two lines of a card, and into one of the smaller letters; a Japanese letter counts two. */
const TITLE = 40;
const DETAIL = 26;
const letters = new Intl.Segmenter();

/** As much of a text as fits: the style sheet could cut it off, too, but not without slowing the whole picture. */
function cut(text: string, most: number): string {
  let [size, kept] = [0, ""];
  for (const { segment } of letters.segment(text)) {
    size += (segment.codePointAt(0) ?? 0) >= 0x1100 ? 2 : 1;
    if (size > most) return `${kept.trimEnd()}…`;
    kept += segment;
  }
  return text;
}

/** A line of a card; what is cut off is a tooltip. */
function line(name: string, text: string, most: number): HTMLElement {
  const shown = cut(text, most);
  return el("span", { class: `ls-node__${name}`, title: shown === text ? null : text }, shown);
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
    return card.snippet || labels.join(builder.t("comma"));
  }
  const target = builder.spot(card.target || null);
  if (target) return `→ ${target.number}. ${builder.name(target.step)}`;
  if (card.paths.length > 0) return card.snippet;
  return card.summary === card.title ? (builder.start.kinds[step.type]?.label ?? "") : card.summary;
}

/** The icon that tells most: that of the only message in a send, else that of the kind. */
export function iconOf(builder: Course, spot: Spot): string {
  const { step } = spot;
  const messages = step.type === SEND ? messagesOf(builder, step.value) : [];
  if (messages.length === 1 && messages[0]) return messages[0].icon;
  return builder.start.kinds[step.type]?.icon ?? "warning";
}

/** On which day since the start. */
export function dayOf(builder: Course, day: number): string {
  return day === 0 ? builder.t("first") : builder.t("day", { n: day });
}

/** A sign for what is to be mended: a cross where it stops publishing, a warning where it does not. */
export function warningOf(builder: Course, spot: Spot): HTMLElement | null {
  const { problems } = builder.card(spot.step);
  if (problems.length === 0) return null;
  const isError = problems.some((one) => one.isError);
  const kind = isError ? "problem" : "advice";
  return el(
    "span",
    { class: `ls-badge ls-badge--${kind}`, title: problems.map((one) => one.message).join("\n") },
    icon(isError ? "cross" : "warning"),
    builder.t(isError ? "problemShort" : "adviceShort"),
  );
}

/** A sign that colleagues left a note, with its words as a tooltip. */
export function noteBadge(note = ""): HTMLElement | null {
  return note ? el("span", { class: "ls-badge ls-badge--note", title: note }, icon("comment")) : null;
}

/** The picture itself is hidden from screen readers, who have the outline. */
export class StepView {
  readonly element: HTMLButtonElement;
  private text = "";

  constructor(
    private readonly builder: Course,
    spot: Spot,
  ) {
    const shape = spot.step.type === WAIT ? "ls-pill" : spot.step.type === END ? "ls-flag" : "ls-node";
    const { id, type } = spot.step;
    this.element = el("button", {
      type: "button",
      tabindex: -1,
      class: shape,
      "data-id": id,
      "data-kind": type,
    });
    this.update(spot);
  }

  /** Shows what is known now; an equal text means an equal card. */
  update(spot: Spot): void {
    const { builder } = this;
    const card = builder.card(spot.step);
    const problems = card.problems.map((one) => [one.message, one.isError]);
    const [first, more] = [heading(builder, spot), detail(builder, spot)];
    const sign = iconOf(builder, spot);
    const text = JSON.stringify([first, more, sign, card.day, card.counts, card.inside, card.note, problems]);
    if (text === this.text) return;
    this.text = text;
    const signs = [noteBadge(card.note), this.here(card.inside), warningOf(builder, spot)].filter(present);
    if (spot.step.type === WAIT) this.element.replaceChildren(icon("time"), first, ...signs);
    else if (spot.step.type === END)
      this.element.replaceChildren(icon("circle-check"), builder.t("endsHere"), ...signs);
    else {
      const badges = [
        card.day === null ? null : this.badge(dayOf(builder, card.day)),
        card.counts === null ? null : this.badge(builder.t("counts", { n: card.counts })),
        ...signs,
      ].filter(present);
      this.element.replaceChildren(
        icon(sign),
        line("title", first, TITLE),
        ...(more && more !== first ? [line("detail", more, DETAIL)] : []),
        el("span", { class: "ls-node__badges" }, ...badges),
      );
    }
  }

  private badge(words: string): HTMLElement {
    return el("span", { class: "ls-badge" }, words);
  }

  private here(people: number): HTMLElement | null {
    if (!people) return null;
    return el("span", { class: "ls-badge ls-badge--here" }, this.builder.t("hereNow", { n: people }));
  }
}

const present = <T>(part: T | null): part is T => part !== null;

/** The chip above a path: who takes it. */
export class PathChip {
  readonly element: HTMLElement;
  private readonly note = el("small", { class: "ls-chip__note" });
  private readonly label = el("span", {});

  constructor(id: string, path: string) {
    const props = { type: "button", class: "ls-chip", tabindex: -1, "data-of": id, "data-path": path };
    this.element = el("button", props, this.label);
  }

  update({ label, note }: { label: string; note: string }): void {
    setText(this.label, label);
    setText(this.note, note);
    if (note) this.element.append(this.note);
    else this.note.remove();
  }
}

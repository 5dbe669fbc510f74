// When a message goes, beside the message: the gap before it is a step of its own in the picture, yet people
// think of both together.

import { add, remove } from "./acts";
import type { Builder } from "./builder";
import { el } from "./dom";
import { changeValue, listAt } from "./model";
import { type Json, type Plain, WAIT } from "./types";

interface Gap {
  amount: number | null;
  unit: string;
  at: string | null;
  weekdays: string[] | null;
  until: string | null;
}

const UNITS = ["minutes", "hours", "days"];
const NOW = "now";
const FIRST_GAP: Gap = { amount: 3, unit: "days", at: "19:00:00", weekdays: [], until: null };

/** 19:00, 7:5 or 1900 as it is stored; null for any time, undefined for what is no time (yet). */
function clockTime(words: string): string | null | undefined {
  const text = words.normalize("NFKC").trim();
  if (!text) return null;
  const [, hours, minutes] = /^(\d{1,2}):?(\d{2})$/.exec(text) ?? [];
  if (hours === undefined || minutes === undefined || Number(hours) > 23 || Number(minutes) > 59)
    return undefined;
  return `${hours.padStart(2, "0")}:${minutes}:00`;
}

const read = (value: Json): Gap => value as unknown as Gap;

export class When {
  readonly element = el("div", { class: "ls-when" });
  private readonly amount: HTMLInputElement;
  private readonly unit: HTMLSelectElement;
  private readonly at: HTMLInputElement;
  private readonly fields: HTMLElement;
  private readonly special: HTMLButtonElement;

  constructor(
    private readonly builder: Builder,
    private readonly open: (id: string) => void,
  ) {
    const t = (name: string): string => builder.t(name);
    // Wagtail must not take these for fields of the page.
    const form = "ls-no-form";
    this.amount = el("input", { type: "number", min: 0, max: 366, form, "aria-label": t("gapAmount") });
    this.unit = el("select", { form, "aria-label": t("gapUnit") });
    for (const name of [NOW, ...UNITS]) this.unit.append(new Option(t(`gap_${name}`), name));
    // Text, since a field for times shows twelve hours in some browsers, and everything here counts to 24.
    const at = { type: "text", inputmode: "numeric", placeholder: "19:00", maxlength: 5, size: 5 };
    this.at = el("input", { ...at, form, autocomplete: "off", "aria-label": t("gapAt") });
    this.fields = el("span", { class: "ls-when__fields" }, this.amount, this.unit, this.at);
    this.special = el("button", { type: "button", class: "ls-when__special" });
    this.special.addEventListener("click", () => {
      const gap = this.gap();
      if (gap) this.open(gap.id);
    });
    const label = el("span", { class: "ls-when__label", "aria-hidden": "true" }, t("when"));
    this.element.setAttribute("role", "group");
    this.element.setAttribute("aria-label", t("when"));
    this.element.append(label, this.fields, this.special);
    for (const type of ["input", "change"])
      this.element.addEventListener(type, (event) => {
        event.stopPropagation();
        this.write(type === "change");
      });
    this.element.addEventListener("keydown", (event) => {
      // Enter would save the page.
      if (event.key === "Enter" && !event.isComposing) event.preventDefault();
    });
  }

  /** The step whose time this is: one that does something, and may have a gap before it. */
  private get step(): Plain | undefined {
    const { builder } = this;
    const step = builder.isOpen ? builder.spot(builder.selected)?.step : undefined;
    const kind = step && builder.start.kinds[step.type];
    return step && kind && step.type !== WAIT && !kind.isEnd ? step : undefined;
  }

  private gap(): Plain | undefined {
    const spot = this.builder.spot(this.step?.id ?? null);
    const before = spot && listAt(this.builder.steps, spot)?.[spot.index - 1];
    return before?.type === WAIT ? before : undefined;
  }

  show(): void {
    const { builder, step } = this;
    this.element.hidden = !step;
    if (!step) return;
    const gap = this.gap();
    const value = gap ? read(gap.value) : null;
    const isSpecial = Boolean(value && (value.until || value.weekdays?.length));
    this.fields.hidden = isSpecial;
    this.special.hidden = !isSpecial;
    if (gap) this.special.textContent = builder.name(gap);
    const unit = value ? value.unit : NOW;
    // Where somebody types, nothing changes under the fingers.
    this.set(this.amount, value?.amount === null || value?.amount === undefined ? "" : String(value.amount));
    this.set(this.unit, unit);
    this.set(this.at, (value?.at ?? "").slice(0, 5));
    this.amount.hidden = unit === NOW;
    this.at.hidden = unit === NOW;
  }

  private set(field: HTMLInputElement | HTMLSelectElement, value: string): void {
    if (field !== document.activeElement && field.value !== value) field.value = value;
  }

  /** @param isDone whether the field was left; half a number is no change yet */
  private write(isDone: boolean): void {
    const { builder, step } = this;
    const spot = builder.spot(step?.id ?? null);
    if (!step || !spot) return;
    const gap = this.gap();
    const unit = this.unit.value;
    if (unit === NOW) {
      if (gap) this.takeOut(gap, step);
      return;
    }
    if (!gap) {
      const fresh: Plain = {
        id: crypto.randomUUID(),
        type: WAIT,
        value: { ...FIRST_GAP, unit } as unknown as Json,
      };
      add(builder, spot, [fresh]);
      builder.select(step.id, true);
      return;
    }
    const amount = this.amount.value === "" ? null : Number(this.amount.value);
    if (amount === null && !isDone) return;
    const at = clockTime(this.at.value);
    if (at === undefined) return;
    const value = { ...read(gap.value), amount, unit, at };
    const act = builder.t("changed", { step: builder.name(step) });
    const steps = changeValue(builder.steps, gap.id, () => value as unknown as Json);
    if (JSON.stringify(value) !== JSON.stringify(gap.value))
      builder.apply(steps, { act, key: `when ${gap.id}`, isSilent: true });
  }

  private takeOut(gap: Plain, step: Plain): void {
    remove(this.builder, gap.id);
    this.builder.select(step.id, true);
  }
}

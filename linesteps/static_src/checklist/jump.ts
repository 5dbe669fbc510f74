// From a line of the list to the field in which it can be mended.

import type { Finding } from "./types";
import { page } from "./server";

/** What the builder names the fields of the open step with (linesteps.admin.builder.values). */
const PREFIX = "ls-open-step";
const PATIENCE_MS = 3000;
/** Not the button with which Wagtail folds a part of the form. */
const FIELDS = "textarea, input:not([type=hidden]), select, button:not([data-panel-toggle])";

function moment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 30));
}

/** Shows the tab of the form in which an element stands. */
function showTab(element: Element): void {
  const panel = element.closest<HTMLElement>('[role="tabpanel"]');
  if (panel?.hidden) document.querySelector<HTMLElement>(`[role="tab"][href="#${panel.id}"]`)?.click();
}

async function focusInside(element: HTMLElement): Promise<void> {
  showTab(element);
  // A tab comes into sight a moment after it was chosen; what cannot be seen cannot hold the caret.
  const end = performance.now() + PATIENCE_MS;
  while (!element.checkVisibility() && performance.now() < end) await moment();
  element.scrollIntoView({ block: "center" });
  const fields = element.matches(FIELDS) ? [element] : [...element.querySelectorAll<HTMLElement>(FIELDS)];
  fields.find((field) => field.checkVisibility())?.focus({ preventScroll: true });
}

/** How Wagtail names the field at a place inside the open step; the parts of a list stand in their value. */
function nameOf(path: (string | number)[]): string {
  return path.reduce<string>(
    (name, part) => (typeof part === "number" ? `${name}-${part}-value` : `${name}-${part}`),
    PREFIX,
  );
}

/** The field itself, or the nearest one around it that is on the page. */
function fieldOf(path: (string | number)[]): HTMLElement | null {
  for (let length = path.length; length > 0; length--) {
    const name = nameOf(path.slice(0, length));
    const exact = document.querySelector<HTMLElement>(`[name="${CSS.escape(name)}"]`);
    if (exact?.checkVisibility()) return exact;
    // A chooser keeps its value in a hidden field and shows buttons beside it.
    const around = exact?.closest<HTMLElement>("[data-contentpath], .w-field");
    if (around) return around;
    const part = document.querySelector<HTMLElement>(`[name^="${CSS.escape(name)}-"]`);
    const place = part?.closest<HTMLElement>(`[data-contentpath="${path[length - 1]}"]`);
    if (place) return place;
  }
  return null;
}

async function openStep(finding: Finding): Promise<void> {
  const { builder } = page();
  if (!builder) return;
  document.querySelector(".ls-builder")?.scrollIntoView({ block: "start" });
  builder.select(finding.step);
  const form = document.querySelector<HTMLElement>(".ls-inspector__form");
  if (!form) return;
  const end = performance.now() + PATIENCE_MS;
  while (performance.now() < end) {
    const open = form.querySelector<HTMLInputElement>(`[name="${PREFIX}-id"]`);
    if (open?.value === finding.step) break;
    await moment();
  }
  await focusInside(fieldOf(finding.path) ?? form);
}

/** The place that a finding names in the dialog itself, or null for one on the page behind it. */
export function placeInside(dialog: HTMLElement, finding: Finding): HTMLElement | null {
  if (!finding.field) return null;
  const fields = dialog.querySelectorAll<HTMLElement>(`[name="${CSS.escape(finding.field)}"]`);
  return [...fields].find((field) => (field as HTMLInputElement).checked) ?? fields[0] ?? null;
}

/** A finding that only names a field of the form. */
export function nowhere(field: string): Finding {
  return {
    level: "info",
    text: "",
    where: "",
    step: "",
    path: [],
    field,
    page: "",
    pageLabel: "",
    act: "",
    about: "",
    isDone: false,
  };
}

/** Goes where the finding can be mended; the dialog is closed by then. */
export function jump(finding: Finding): void {
  if (finding.step) {
    void openStep(finding);
    return;
  }
  if (finding.field === "try") {
    document.querySelector<HTMLElement>(".ls-try__button")?.click();
    return;
  }
  const panel = document.querySelector<HTMLElement>(`.ls-panel-${finding.field}`);
  const field = document.querySelector<HTMLElement>(`[name="${CSS.escape(finding.field)}"]`);
  const place = panel ?? field ?? document.querySelector<HTMLElement>(".ls-builder");
  if (place) void focusInside(place);
}

// What the small windows beside a field have in common.

import { el } from "../chat/dom";

const MARGIN = 8;

export function row(label: string, field: HTMLElement, ...more: HTMLElement[]): HTMLElement {
  return el("div", { class: "ls-words-dialog__row" }, el("label", { for: field.id }, label), field, ...more);
}

/**
 * Opens the window beside the field, and closes it by a click outside.
 *
 * @param closed is called when it has gone, for whatever reason.
 */
export function open(dialog: HTMLDialogElement, anchor: Element, closed: () => void): void {
  // The page around has shortcuts of its own, and counts what is typed anywhere as an edit.
  for (const type of ["keydown", "input", "change"])
    dialog.addEventListener(type, (event) => event.stopPropagation());
  dialog.addEventListener("pointerdown", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    closed();
  });
  document.body.append(dialog);
  dialog.showModal();
  place(dialog, anchor);
}

/** Beside the field where there is room, so that its words stay in sight; else above or below. */
export function place(dialog: HTMLElement, anchor: Element): void {
  const { width, height } = dialog.getBoundingClientRect();
  const lowest = innerHeight - height - MARGIN;
  const field = (anchor.closest(".ls-words") ?? anchor).getBoundingClientRect();
  if (field.left >= width + 2 * MARGIN) {
    dialog.style.left = `${field.left - width - MARGIN}px`;
    dialog.style.top = `${Math.max(MARGIN, Math.min(field.top, lowest))}px`;
    return;
  }
  const from = anchor.getBoundingClientRect();
  const isTooLow = from.bottom + MARGIN + height > innerHeight;
  const top = isTooLow ? Math.max(MARGIN, from.top - height - MARGIN) : from.bottom + MARGIN;
  dialog.style.left = `${Math.max(MARGIN, Math.min(from.left, innerWidth - width - MARGIN))}px`;
  dialog.style.top = `${Math.min(top, Math.max(MARGIN, lowest))}px`;
}

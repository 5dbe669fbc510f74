// A dialog in front of everything, which the page around does not hear of.

import { el } from "./dom";

let counter = 0;

/** Keeps Wagtail from taking a field for an edit, and from posting it. */
export const APART = { form: "ls-no-form" };

export interface Modal {
  element: HTMLDialogElement;
  /** For what is named after the title. */
  id: string;
  close(): void;
}

/**
 * Puts a dialog together; `showModal` shows it.
 *
 * @param cancel what Escape does.
 */
export function modal(host: HTMLElement, title: string, cancel: () => void): Modal {
  const id = `ls-ask-${++counter}`;
  const active = document.activeElement as HTMLElement | null;
  const element = el(
    "dialog",
    { class: "ls-ask", "aria-labelledby": id },
    el("h2", { class: "ls-ask__title", id }, title),
  );
  element.addEventListener("cancel", (event) => {
    event.preventDefault();
    cancel();
  });
  for (const type of ["keydown", "input", "change"])
    element.addEventListener(type, (event) => event.stopPropagation());
  host.append(element);
  const close = (): void => {
    element.close();
    element.remove();
    active?.focus({ preventScroll: true });
  };
  return { element, id, close };
}

// A question in front of everything: for a name, or before something that people may regret.

import { el } from "./dom";

interface Question {
  title: string;
  text?: string;
  /** A field to answer with, as it is now. */
  value?: string;
  /** The button that goes on. */
  yes: string;
  no: string;
  isDangerous?: boolean;
}

let counter = 0;

/** What was written, or "" where nothing can be; null when it was called off. */
export function ask(host: HTMLElement, question: Question): Promise<string | null> {
  const id = `ls-ask-${++counter}`;
  const active = document.activeElement as HTMLElement | null;
  // Wagtail must not take the field for an edit, nor post it.
  const field =
    question.value === undefined
      ? null
      : el("input", { type: "text", class: "ls-ask__field", form: "ls-no-form", "aria-labelledby": id });
  if (field) field.value = question.value ?? "";
  const no = el("button", { type: "button", class: "button button-secondary" }, question.no);
  const yes = el("button", { type: "button", class: "button" }, question.yes);
  if (question.isDangerous) yes.classList.add("no");
  const dialog = el(
    "dialog",
    { class: "ls-ask", "aria-labelledby": id },
    el("h2", { class: "ls-ask__title", id }, question.title),
    question.text ? el("p", { class: "ls-ask__text" }, question.text) : null,
    field,
    el("p", { class: "ls-ask__buttons" }, yes, no),
  );
  host.append(dialog);
  return new Promise((answer) => {
    const close = (value: string | null): void => {
      dialog.close();
      dialog.remove();
      active?.focus({ preventScroll: true });
      answer(value);
    };
    const go = (): void => close(field ? field.value.trim() : "");
    yes.addEventListener("click", go);
    no.addEventListener("click", () => close(null));
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      close(null);
    });
    dialog.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key !== "Enter" || event.isComposing || event.target !== field) return;
      event.preventDefault();
      go();
    });
    for (const type of ["input", "change"]) dialog.addEventListener(type, (event) => event.stopPropagation());
    dialog.showModal();
    if (field) field.select();
    // What cannot be regretted is not under the finger.
    else (question.isDangerous ? no : yes).focus();
  });
}

// A question in front of everything: for a name, or before something that people may regret.

import { el } from "./dom";
import { APART, modal } from "./modal";

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

/** What was written, or "" where nothing can be; null when it was called off. */
export function ask(host: HTMLElement, question: Question): Promise<string | null> {
  return new Promise((answer) => {
    const close = (value: string | null): void => {
      dialog.close();
      answer(value);
    };
    const dialog = modal(host, question.title, () => close(null));
    const field =
      question.value === undefined
        ? null
        : el("input", { type: "text", class: "ls-ask__field", ...APART, "aria-labelledby": dialog.id });
    if (field) field.value = question.value ?? "";
    const no = el("button", { type: "button", class: "button button-secondary" }, question.no);
    const yes = el("button", { type: "button", class: "button" }, question.yes);
    if (question.isDangerous) yes.classList.add("no");
    if (question.text) dialog.element.append(el("p", { class: "ls-ask__text" }, question.text));
    if (field) dialog.element.append(field);
    dialog.element.append(el("p", { class: "ls-ask__buttons" }, yes, no));
    const go = (): void => close(field ? field.value.trim() : "");
    yes.addEventListener("click", go);
    no.addEventListener("click", () => close(null));
    field?.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      go();
    });
    dialog.element.showModal();
    if (field) field.select();
    // What cannot be regretted is not under the finger.
    else (question.isDangerous ? no : yes).focus();
  });
}

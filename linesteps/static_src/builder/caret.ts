// Where the caret goes in the form of a step.

import type { Problem } from "./types";

const FIELDS = "textarea, input:not([type=hidden]), select, .chooser button";

/** Puts the caret into the field of the first problem, else into the first field; false when there is none. */
export function putCaret(body: HTMLElement, prefix: string, problems: Problem[]): boolean {
  const wanted = problemField(body, prefix, problems);
  if (wanted) {
    wanted.focus();
    // The example of a template is there to be replaced; a whole text is not.
    if (wanted instanceof HTMLInputElement) wanted.select();
    return true;
  }
  const shown = [...body.querySelectorAll<HTMLElement>(FIELDS)].filter((field) => field.checkVisibility());
  // A name is for later: what friends see comes first.
  const first = shown.find((field) => field.getAttribute("name") !== `${prefix}-name`) ?? shown[0];
  first?.focus();
  return first !== undefined;
}

/** The field of the first problem that has one; of a chooser, the button that chooses. */
function problemField(body: HTMLElement, prefix: string, problems: Problem[]): HTMLElement | null {
  for (const { path } of problems) {
    const name = [prefix, ...path.map((part) => (typeof part === "number" ? `${part}-value` : part))];
    const field = body.querySelector<HTMLElement>(`[name="${CSS.escape(name.join("-"))}"]`);
    if (field?.checkVisibility()) return field;
    const buttons = field?.parentElement?.querySelectorAll<HTMLElement>("[data-chooser-action-choose]") ?? [];
    const button = [...buttons].find((one) => one.checkVisibility());
    if (button) return button;
  }
  return null;
}

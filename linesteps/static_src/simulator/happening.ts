// What happens on the site meanwhile: a name, details if wanted, and a button.

import { el } from "../chat/dom";
import type { Act, Words } from "./types";

/** Folded up: most scenarios ask for nothing that happens on the site. */
export function happening(t: Words, act: (act: Act) => void): HTMLElement {
  const field = (words: string, length: number): HTMLInputElement => {
    const input = el("input", { type: "text", maxlength: length, "aria-label": words, placeholder: words });
    input.addEventListener("keydown", (event) => {
      // Enter would submit the scenario's form, which is around us.
      if (event.key !== "Enter") return;
      event.preventDefault();
      if (!event.isComposing) tell();
    });
    return input;
  };
  const name = field(t("eventName"), 60);
  const details = field(t("eventDetails"), 300);
  const tell = (): void => {
    if (name.value.trim())
      act({ act: "event", name: name.value.trim(), properties: properties(details.value) });
    else name.focus();
  };
  const button = el("button", { type: "button", class: "ls-trial__say", onclick: tell }, t("eventTell"));
  return el(
    "details",
    { class: "ls-trial__site" },
    el("summary", {}, t("siteEvent")),
    el("div", { class: "ls-trial__foot" }, name),
    el("div", { class: "ls-trial__foot" }, details, button),
  );
}

/** `total=3000, item=Book`, with commas and equal signs as a Japanese keyboard writes them, too. */
function properties(words: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const part of words.split(/[,、，]/)) {
    const [name = "", ...value] = part.split(/[=＝]/);
    if (name.trim() && value.length) found[name.trim()] = value.join("=").trim();
  }
  return found;
}

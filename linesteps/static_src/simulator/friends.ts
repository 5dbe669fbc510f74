// Finding a real friend by name, to copy what is known of them.

import { el } from "../chat/dom";
import type { People, Words } from "./types";

const SEARCH_MS = 250;

/** @param people asks the server; @param pick is called with the chosen friend */
export function friendSearch(
  t: Words,
  people: (words: string) => Promise<People>,
  pick: (id: number, name: string) => void,
): { element: HTMLElement; focus: () => void } {
  const found = el("ul", { class: "ls-friends__found", "aria-live": "polite" });
  const input = el("input", { type: "search", autocomplete: "off" });
  let soon: ReturnType<typeof setTimeout> | undefined;
  const search = async (): Promise<void> => {
    const words = input.value.trim();
    const answer = words ? await people(words) : null;
    // A later question may have been answered first.
    if (input.value.trim() !== words) return;
    const rows = (answer?.found ?? []).map(({ id, name, detail }) =>
      el(
        "li",
        {},
        el(
          "button",
          { type: "button", class: "ls-friends__friend", onclick: () => pick(id, name) },
          name,
          el("small", {}, detail),
        ),
      ),
    );
    found.replaceChildren(...(words && rows.length === 0 ? [el("li", {}, t("noneFound"))] : rows));
  };
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  input.addEventListener("input", () => {
    clearTimeout(soon);
    soon = setTimeout(() => void search(), SEARCH_MS);
  });
  const label = el("label", {}, el("span", {}, t("search")), input, el("small", {}, t("searchNote")));
  return { element: el("div", { class: "ls-friends" }, label, found), focus: () => input.focus() };
}

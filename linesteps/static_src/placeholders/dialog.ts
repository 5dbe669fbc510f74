// Choosing a name or value, how it is shown, and what stands there while it is not known.

import { el } from "../chat/dom";
import type { Token } from "./chips";
import { open, row } from "./frame";
import { say, type Names } from "./names";

interface Asked {
  names: Names;
  /** What is changed; null to put in a new one. */
  token: Token | null;
  anchor: Element;
  /** A way that is offered first, where there is one; for short lines. */
  prefers?: string;
}

let counter = 0;

/** Asks; the answer is a token, `"remove"`, or null when nobody wanted it after all. */
export function askForToken({ names, token, anchor, prefers }: Asked): Promise<Token | "remove" | null> {
  return new Promise((resolve) => {
    const id = `ls-words-dialog-${++counter}`;
    const t = (key: string, values: Record<string, string> = {}): string => say(names, key, values);
    const which = el("select", { id: `${id}-which` });
    const how = el("select", { id: `${id}-how` });
    const fallback = el("input", {
      id: `${id}-fallback`,
      type: "text",
      maxlength: 60,
      "aria-describedby": `${id}-help`,
      autocomplete: "off",
    });
    const help = el("p", { class: "ls-words-dialog__help", id: `${id}-help` }, t("fallbackHelp"));
    const sample = el("div", { class: "ls-words-dialog__sample", role: "status" });
    const howRow = row(t("how"), how);
    const fallbackRow = row(t("fallback"), fallback, help);

    const offered = names.isSameForAll
      ? names.names.filter((one) => one.isKnown || one.name === token?.name)
      : names.names;
    which.append(...offered.map((one) => el("option", { value: one.name }, one.label)));
    which.value = token?.name ?? offered[0]?.name ?? "";
    const chosen = () => names.names.find((one) => one.name === which.value);
    const show = (): void => {
      const name = chosen();
      const way = name?.formats.find((one) => one.name === how.value);
      const words = fallback.value.trim() || t("nothing");
      const lines = [t("known", { words: way?.example ?? "" })];
      if (!name?.isKnown) lines.push(t("unknown", { words }));
      sample.replaceChildren(...lines.map((line) => el("p", {}, line)));
    };
    const turnTo = (format: string, words: string): void => {
      const name = chosen();
      how.replaceChildren(
        ...(name?.formats ?? []).map((one) => el("option", { value: one.name }, one.label)),
      );
      how.value = name?.formats.some((one) => one.name === format) ? format : "";
      howRow.hidden = (name?.formats.length ?? 0) < 2;
      fallbackRow.hidden = Boolean(name?.isKnown);
      fallback.value = words;
      show();
    };
    which.addEventListener("change", () => turnTo(prefers ?? "", chosen()?.fallback ?? ""));
    how.addEventListener("change", show);
    fallback.addEventListener("input", show);

    const answer = (): Token => ({
      name: which.value,
      format: how.value,
      fallback: fallbackRow.hidden ? "" : fallback.value,
    });
    let result: Token | "remove" | null = null;
    const finish = (value: typeof result): void => {
      result = value;
      dialog.close();
    };
    const title = token ? t("changeTitle") : t("insertTitle");
    const dialog = el(
      "dialog",
      { class: "ls-words-dialog", "aria-labelledby": id },
      el(
        "form",
        { method: "dialog" },
        el("h2", { id, class: "ls-words-dialog__title" }, title),
        row(t("which"), which),
        howRow,
        fallbackRow,
        sample,
        el(
          "div",
          { class: "ls-words-dialog__acts" },
          el("button", { type: "submit", class: "button" }, token ? t("change") : t("insert")),
          token &&
            el(
              "button",
              { type: "button", class: "button button-secondary no", onclick: () => finish("remove") },
              t("remove"),
            ),
          el(
            "button",
            { type: "button", class: "button button-secondary", onclick: () => finish(null) },
            t("cancel"),
          ),
        ),
      ),
    );
    dialog.querySelector("form")?.addEventListener("submit", (event) => {
      event.preventDefault();
      finish(answer());
    });
    turnTo(token?.format ?? prefers ?? "", token ? token.fallback : (chosen()?.fallback ?? ""));
    open(dialog, anchor, () => resolve(result));
    which.focus();
  });
}

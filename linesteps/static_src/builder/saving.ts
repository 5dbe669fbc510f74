// The dialog that puts a message into the library: its name there, and whether the step is linked to it.

import { el } from "./dom";
import { APART, modal } from "./modal";

export interface Wish {
  name: string;
  isLinked: boolean;
}

interface Question {
  /** What it is called until somebody says otherwise. */
  name: string;
  /** Whether the person may link the step to it. */
  mayLink: boolean;
  t: (name: string) => string;
  /** Does it; answers with what must be mended first. */
  send: (wish: Wish) => Promise<string[]>;
}

const LONGEST_NAME = 120;

/** True once it is done, false when it was called off. */
export function askToSave(host: HTMLElement, { name, mayLink, t, send }: Question): Promise<boolean> {
  return new Promise((answer) => {
    const finish = (isDone: boolean): void => {
      if (isSending && !isDone) return;
      dialog.close();
      answer(isDone);
    };
    let isSending = false;
    const dialog = modal(host, t("saveMessage"), () => finish(false));
    const field = nameField(dialog.id, name, t);
    const link = choice(dialog.id, "link", t("saveLink"), t(mayLink ? "saveLinkHelp" : "saveLinkRefused"));
    const copy = choice(dialog.id, "copy", t("saveCopy"), t("saveCopyHelp"));
    link.input.disabled = !mayLink;
    (mayLink ? link : copy).input.checked = true;
    const problems = el("div", { class: "ls-ask__problems", role: "alert" });
    const yes = el("button", { type: "button", class: "button" }, t("saveYes"));
    const no = el("button", { type: "button", class: "button button-secondary" }, t("cancel"));

    const go = async (): Promise<void> => {
      if (isSending) return;
      isSending = true;
      yes.disabled = true;
      problems.replaceChildren();
      const found = await send({ name: field.input.value.trim(), isLinked: link.input.checked });
      isSending = false;
      yes.disabled = false;
      if (found.length === 0) return finish(true);
      problems.append(el("p", {}, t("saveRefused")), el("ul", {}, ...found.map((one) => el("li", {}, one))));
      field.input.focus();
    };
    yes.addEventListener("click", () => void go());
    no.addEventListener("click", () => finish(false));
    dialog.element.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing || event.target instanceof HTMLButtonElement) return;
      event.preventDefault();
      void go();
    });
    dialog.element.append(
      el("p", { class: "ls-ask__text" }, t("saveMessageHelp"), mayLink ? null : ` ${t("saveMessageDraft")}`),
      field.element,
      el(
        "fieldset",
        { class: "ls-ask__choices" },
        el("legend", {}, t("saveHere")),
        link.element,
        copy.element,
      ),
      problems,
      el("p", { class: "ls-ask__buttons" }, yes, no),
    );
    dialog.element.showModal();
    field.input.select();
  });
}

interface Field {
  element: HTMLElement;
  input: HTMLInputElement;
}

function nameField(id: string, name: string, t: Question["t"]): Field {
  const input = el("input", {
    type: "text",
    class: "ls-ask__field",
    id: `${id}-name`,
    maxlength: LONGEST_NAME,
    autocomplete: "off",
    "aria-describedby": `${id}-name-help`,
    ...APART,
  });
  input.value = name.slice(0, LONGEST_NAME);
  const element = el(
    "div",
    {},
    el("label", { class: "ls-ask__label", for: input.id }, t("saveName")),
    input,
    el("p", { class: "ls-ask__help", id: `${id}-name-help` }, t("saveNameHelp")),
  );
  return { element, input };
}

function choice(id: string, value: string, words: string, help: string): Field {
  const input = el("input", {
    type: "radio",
    name: `${id}-choice`,
    value,
    "aria-describedby": `${id}-${value}-help`,
    ...APART,
  });
  const element = el(
    "div",
    { class: "ls-ask__choice" },
    el("label", {}, input, ` ${words}`),
    el("p", { class: "ls-ask__help", id: `${id}-${value}-help` }, help),
  );
  return { element, input };
}

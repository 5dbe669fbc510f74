// A text field with chips. What is stored stays in Wagtail's own field, which is hidden from sight; beside it
// stands a textarea with the same words, whose chips are painted by a layer behind it.

import { el } from "../chat/dom";
import { guideCaret } from "./caret";
import { leftovers, spans, toShown, toStored, typed, type Span } from "./chips";
import { instead, nameOf, newEmoji, newToken } from "./menu";
import { say, type Names } from "./names";
import { painted } from "./paint";

type Native = HTMLInputElement | HTMLTextAreaElement;

let counter = 0;

export class Field {
  readonly element: HTMLElement;
  private readonly text: HTMLTextAreaElement;
  private readonly back = el("div", { class: "ls-words__back", "aria-hidden": "true" });
  private readonly status = el("span", { class: "w-sr-only", role: "status" });
  private readonly isLine: boolean;
  private readonly gone = new AbortController();
  private before = "";
  private isOwn = false;
  private isEditing = false;

  constructor(
    private readonly native: Native,
    private readonly names: Names,
    insert: string,
    insertEmoji = "",
  ) {
    this.isLine = native instanceof HTMLInputElement;
    this.text = el("textarea", {
      class: "ls-words__text",
      rows: this.isLine ? 1 : (native as HTMLTextAreaElement).rows,
    });
    // Not posted: what counts stands in the other field.
    this.text.setAttribute("form", "ls-no-form");
    this.takeWords();
    const button: Element = this.button("＋", insert, () => newToken(names, button, this.isLine));
    const emoji: Element | null = names.emoji
      ? this.button("☺", insertEmoji, () => newEmoji(names, emoji ?? button))
      : null;
    this.element = el(
      "div",
      { class: `ls-words${this.isLine ? " ls-words--line" : ""}` },
      el("div", { class: "ls-words__box" }, this.back, this.text),
      button,
      emoji,
      this.status,
    );
    native.after(this.element);
    native.classList.add("ls-words__native");
    native.tabIndex = -1;
    native.setAttribute("aria-hidden", "true");
    guideCaret(this.text, this.gone.signal, (all) => this.announce(all));
    this.listen();
    this.show();
  }

  /** Gives the page its own field back. */
  leave(): void {
    this.gone.abort();
    this.element.remove();
    this.native.classList.remove("ls-words__native");
    this.native.removeAttribute("tabindex");
    this.native.removeAttribute("aria-hidden");
  }

  /** Label, help and errors are those of the native field. */
  private takeWords(): void {
    const { native, text } = this;
    const labels = [...(native.labels ?? [])].map((label) => (label.id ||= `ls-words-label-${++counter}`));
    if (labels.length > 0) text.setAttribute("aria-labelledby", labels.join(" "));
    for (const name of ["aria-describedby", "aria-invalid", "aria-label", "placeholder", "dir", "lang"]) {
      const value = native.getAttribute(name);
      if (value !== null) text.setAttribute(name, value);
    }
    text.disabled = native.disabled;
    text.readOnly = native.readOnly;
  }

  private listen(): void {
    const { native, text } = this;
    const { signal } = this.gone;
    // Whoever focuses or fills the native field (labels, errors, other scripts) means this one.
    native.addEventListener("focus", () => this.takeFocus(), { signal });
    native.addEventListener("select", () => this.takeSelection(), { signal });
    for (const type of ["input", "change"])
      native.addEventListener(type, () => this.isOwn || this.show(), { signal });
    text.addEventListener("focus", () => toStored(text.value) === native.value || this.show(), { signal });
    text.addEventListener("change", (event) => event.stopPropagation(), { signal });
    text.addEventListener("blur", () => this.tell("change"), { signal });
    text.addEventListener("input", (event) => this.onInput(event as InputEvent), { signal });
    text.addEventListener("compositionend", () => this.tidy(), { signal });
    text.addEventListener("beforeinput", (event) => this.onBefore(event), { signal });
    text.addEventListener("keydown", (event) => this.onKey(event), { signal });
    text.addEventListener("paste", (event) => this.onPaste(event), { signal });
    for (const type of ["copy", "cut"] as const)
      text.addEventListener(type, (event) => this.onCopy(event), { signal });
    text.addEventListener("click", (event) => void this.onClick(event), { signal });
  }

  private takeFocus(): void {
    this.text.focus();
    this.takeSelection();
  }

  /** What was selected as a whole in the native field is meant to be written over. */
  private takeSelection(): void {
    const { selectionStart, selectionEnd, value } = this.native;
    if (value && selectionStart === 0 && selectionEnd === value.length) this.text.select();
  }

  // -- the words --

  /** Shows what is stored. */
  private show(): void {
    const shown = toShown(this.native.value, this.names);
    if (shown !== this.text.value) this.text.value = shown;
    this.before = shown;
    this.paint();
  }

  private paint(): void {
    this.back.replaceChildren(...painted(this.text.value, this.names));
  }

  private store(): void {
    const words = toStored(this.text.value);
    if (words !== this.native.value) {
      this.native.value = words;
      this.tell("input");
    }
    this.before = this.text.value;
    this.paint();
  }

  private tell(type: "input" | "change"): void {
    this.isOwn = true;
    this.native.dispatchEvent(new Event(type, { bubbles: true }));
    this.isOwn = false;
  }

  /** Replaces a part, as if it was typed: the browser's undo takes it back. */
  private edit(start: number, end: number, words: string): void {
    this.text.focus();
    this.text.setSelectionRange(start, end);
    this.isEditing = true;
    const isDone = words
      ? document.execCommand("insertText", false, words)
      : start === end || document.execCommand("delete");
    this.isEditing = false;
    if (isDone) return;
    this.text.setRangeText(words, start, end, "end");
    this.store();
  }

  private onInput(event: InputEvent): void {
    event.stopPropagation();
    // Whoever is choosing between Japanese words must not be disturbed; undo brings back what was.
    const isOurs = this.isEditing || event.isComposing || event.inputType.startsWith("history");
    if (isOurs) this.store();
    else this.tidy();
  }

  private tidy(): void {
    const { before } = this;
    const parts = leftovers(before, this.text.value);
    this.before = this.text.value;
    for (const { start, end } of parts) this.edit(start, end, "");
    for (let found; (found = typed(this.text.value, this.names));) {
      const [, caret] = this.selection;
      const grown = found.chip.length - (found.end - found.start);
      this.edit(found.start, found.end, found.chip);
      const at = caret > found.start ? Math.max(found.start + found.chip.length, caret + grown) : caret;
      this.text.setSelectionRange(at, at);
    }
    if (this.isLine && this.text.value.includes("\n")) this.text.value = this.text.value.replace(/\n+/g, " ");
    this.store();
  }

  // -- the keyboard and the mouse --

  private get selection(): [number, number] {
    return [this.text.selectionStart, this.text.selectionEnd];
  }

  /** The chip that is selected as a whole. */
  private get selected(): Span | undefined {
    const [start, end] = this.selection;
    return spans(this.text.value).find((one) => one.start === start && one.end === end);
  }

  private onBefore(event: InputEvent): void {
    const [start, end] = this.selection;
    if (event.isComposing || start !== end) return;
    const isBack = event.inputType === "deleteContentBackward";
    if (!isBack && event.inputType !== "deleteContentForward") return;
    const whole = spans(this.text.value).find((one) => (isBack ? one.end : one.start) === start);
    if (!whole) return;
    event.preventDefault();
    this.edit(whole.start, whole.end, "");
  }

  private onKey(event: KeyboardEvent): void {
    if (event.isComposing || event.key !== "Enter") return;
    const { selected } = this;
    if (selected) {
      event.preventDefault();
      void this.change(selected);
    } else if (this.isLine && !event.shiftKey) {
      event.preventDefault();
      // As Enter does in every line of a form.
      const { form } = this.native;
      const first = [...(form?.elements ?? [])].find(
        (one): one is HTMLButtonElement =>
          one instanceof HTMLButtonElement && one.type === "submit" && !one.disabled,
      );
      this.tell("change");
      first?.click();
    }
  }

  private onPaste(event: ClipboardEvent): void {
    const words = event.clipboardData?.getData("text/plain");
    if (words === undefined || this.text.readOnly) return;
    event.preventDefault();
    const plain = words.replace(/\r\n?/g, "\n");
    const shown = toShown(this.isLine ? plain.replace(/\n+/g, " ") : plain, this.names);
    if (shown) this.edit(...this.selection, shown);
  }

  /** Other programs get the braces, which come back as chips. */
  private onCopy(event: ClipboardEvent): void {
    const [start, end] = this.selection;
    if (start === end) return;
    event.preventDefault();
    event.clipboardData?.setData("text/plain", toStored(this.text.value.slice(start, end)));
    if (event.type === "cut" && !this.text.readOnly) this.edit(start, end, "");
  }

  private announce(all: Span[]): void {
    const [start, end] = this.selection;
    const { selected } = this;
    const beside = start === end && all.find((one) => one.start === start || one.end === start);
    let words = "";
    if (selected) words = say(this.names, "chosen", { name: nameOf(selected, this.names) });
    else if (beside) words = say(this.names, "passed", { name: nameOf(beside, this.names) });
    if (this.status.textContent !== words) this.status.textContent = words;
  }

  private async onClick({ clientX: x, clientY: y }: MouseEvent): Promise<void> {
    const marks = [...this.back.querySelectorAll(".ls-words__chip")];
    const at = marks.findIndex((mark) =>
      [...mark.getClientRects()].some(
        (box) => box.left <= x && x <= box.right && box.top <= y && y <= box.bottom,
      ),
    );
    const found = spans(this.text.value)[at];
    const [start, end] = this.selection;
    if (!found || end - start > found.end - found.start) return;
    await this.change(found);
  }

  // -- the menu --

  private button(sign: string, label: string, ask: () => Promise<string | null>): HTMLButtonElement {
    return el(
      "button",
      { type: "button", class: "ls-words__insert", title: label, onclick: () => void this.insert(ask) },
      el("span", { "aria-hidden": "true", class: "ls-words__sign" }, sign),
      el("span", { class: "ls-words__label" }, label),
    );
  }

  private async insert(ask: () => Promise<string | null>): Promise<void> {
    if (this.text.readOnly || this.text.disabled) return;
    const [start, end] = this.selection;
    const words = await ask();
    this.text.focus();
    if (words) this.edit(start, end, words);
    else this.text.setSelectionRange(start, end);
  }

  private async change(found: Span): Promise<void> {
    if (this.text.readOnly || this.text.disabled) return;
    this.text.setSelectionRange(found.start, found.end);
    const mark = [...this.back.querySelectorAll(".ls-words__chip")].at(
      spans(this.text.value).findIndex((one) => one.start === found.start),
    );
    const words = await instead(this.names, found, mark ?? this.text);
    this.text.focus();
    if (words === null) this.text.setSelectionRange(found.end, found.end);
    else this.edit(found.start, found.end, words);
  }
}

// Between the messages of a step and the library: a copy of what is linked, and what is written here put on the shelf.

import type { Builder } from "./builder";
import { icon, el } from "./dom";
import { askToSave, type Wish } from "./saving";
import type { Server } from "./server";
import type { Plain } from "./types";

/** What of the inspector is needed. */
export interface OpenForm {
  body: HTMLElement;
  prefix: string;
  /** The step whose form it is. */
  step(): Plain | undefined;
  settle(): Promise<void>;
  focusNext(): void;
}

interface Part {
  id?: string;
  type: string;
}

const LINK = "library";
/** Wagtail's button after which ours stands. */
const NEIGHBOUR = '[data-streamfield-action="DUPLICATE"]';

export class Shelf {
  constructor(
    private readonly builder: Builder,
    private readonly server: Server,
    private readonly form: OpenForm,
  ) {
    form.body.addEventListener("click", (event) => {
      const target = event.target as Element;
      const copy = target.closest("[data-ls-make-copy]");
      if (copy) void this.makeCopy(copy);
      const save = target.closest<HTMLElement>("[data-ls-save-message]");
      if (save) void this.save(save);
    });
  }

  /** Gives every message of the form that can be saved a button in its head. */
  dress(): void {
    const { saving } = this.builder.start;
    if (!saving) return;
    const named = `${this.form.prefix}-messages-`;
    for (const type of this.form.body.querySelectorAll<HTMLInputElement>(`input[name^="${named}"]`)) {
      // Lists inside a message have heads of their own.
      if (!/^\d+-type$/.test(type.name.slice(named.length)) || type.value === LINK) continue;
      const head = type.parentElement?.querySelector("[data-panel-controls]");
      if (!head || head.querySelector("[data-ls-save-message]")) continue;
      const button = this.button();
      const neighbour = head.querySelector(`:scope > ${NEIGHBOUR}`);
      if (neighbour) neighbour.after(button);
      else head.append(button);
    }
  }

  private button(): HTMLElement {
    const words = this.builder.t("saveMessage");
    return el(
      "button",
      {
        type: "button",
        class: "button button--icon text-replace white",
        "data-ls-save-message": true,
        title: words,
        "aria-label": words,
      },
      icon("folder-open-1"),
    );
  }

  /** The step as its form says, and the message in whose form an element stands. */
  private async partAt(element: Element): Promise<{ step: Plain; part: string } | null> {
    await this.form.settle();
    const step = this.form.step();
    const part = step && partAround(element, step);
    return step && part ? { step, part } : null;
  }

  /** Puts a copy in place of a message that is linked to the library; undo links it again. */
  private async makeCopy(button: Element): Promise<void> {
    const at = await this.partAt(button);
    if (!at) return;
    try {
      const { value, card } = await this.server.copied(at.step, at.part);
      this.form.focusNext();
      this.builder.setValue(at.step.id, value, card, false);
      this.builder.say(this.builder.t("copiedFromLibrary"));
    } catch {
      this.builder.say(this.builder.t("offline"));
    }
  }

  /** Asks for a name, and puts the message into the library; undo takes a link away again, not the message. */
  private async save(button: HTMLElement): Promise<void> {
    const at = await this.partAt(button);
    const { saving } = this.builder.start;
    const host = button.closest<HTMLElement>(".ls-builder");
    if (!at || !saving || !host) return;
    await askToSave(host, {
      name: this.nameFor(at.step, button),
      mayLink: saving.mayLink,
      t: (name) => this.builder.t(name),
      send: (wish) => this.send(at.step, at.part, wish),
    });
  }

  private async send(step: Plain, part: string, wish: Wish): Promise<string[]> {
    try {
      const answer = await this.server.saved(this.builder.account, step, part, wish);
      if ("problems" in answer) return answer.problems;
      if (wish.isLinked) {
        this.form.focusNext();
        this.builder.setValue(step.id, answer.value, answer.card, false);
      }
      this.builder.say(answer.said);
      return [];
    } catch {
      return [this.builder.t("unreachable")];
    }
  }

  /** The step's own name where it sends nothing else, else what tells the message from others. */
  private nameFor(step: Plain, button: Element): string {
    const { name = "", messages = [] } = step.value as { name?: string; messages?: Part[] };
    if (messages.length === 1) return name || wordsOf(this.builder.card(step).title);
    const heading = button.closest("[data-streamfield-child]")?.querySelector("[data-panel-heading-text]");
    return wordsOf(heading?.textContent ?? "") || name;
  }
}

/** One line, and nothing for what says nothing yet. */
function wordsOf(text: string): string {
  const words = text.replace(/\s+/g, " ").trim();
  return words === "…" ? "" : words;
}

/** The id of the message of a send in whose form an element stands. */
function partAround(element: Element, step: Plain): string | undefined {
  const { messages } = step.value as { messages?: Part[] };
  for (let at: Element | null = element; at; at = at.parentElement) {
    const id = (at as HTMLElement).dataset["contentpath"];
    if (id && messages?.some((part) => part.id === id)) return id;
  }
  return undefined;
}

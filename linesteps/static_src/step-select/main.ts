// A select that names another step of the same scenario: filled with what the form holds at this moment.

import { Controller } from "@hotwired/stimulus";
import { listSteps } from "../streamfield/bound";

const FIELD = "steps";

interface BoundSelect {
  input: HTMLSelectElement;
  setState(state: unknown): void;
}

interface SelectWidget {
  boundWidgetClass: new (...args: unknown[]) => BoundSelect;
}

interface Telepath {
  constructors: Record<string, new (html: string) => SelectWidget>;
  register(name: string, constructor: unknown): void;
}

interface WagtailApp {
  register(name: string, controller: unknown): void;
}

const { telepath, wagtail } = window as unknown as { telepath?: Telepath; wagtail: { app: WagtailApp } };

/**
 * Keeps the choice, whatever happens to the step that was chosen.
 *
 * @example
 * <select data-controller="ls-step-select" data-ls-step-select-only-value="send"
 *   data-ls-step-select-empty-value="Choose a step" data-ls-step-select-missing-value="Gone"></select>
 */
class StepSelectController extends Controller<HTMLSelectElement> {
  static override values = { only: String, empty: String, missing: String };

  declare readonly onlyValue: string;
  declare readonly emptyValue: string;
  declare readonly missingValue: string;

  private observer: MutationObserver | undefined;
  private waiting = 0;

  private readonly refreshSoon = (): void => {
    cancelAnimationFrame(this.waiting);
    this.waiting = requestAnimationFrame(() => this.refresh());
  };

  override connect(): void {
    this.element.addEventListener("focus", this.refreshSoon);
    this.element.addEventListener("pointerdown", this.refreshSoon);
    document.addEventListener("w-block:ready", this.refreshSoon);
    document.addEventListener("change", this.onChange);
    this.observe();
    this.refreshSoon();
  }

  override disconnect(): void {
    cancelAnimationFrame(this.waiting);
    this.element.removeEventListener("focus", this.refreshSoon);
    this.element.removeEventListener("pointerdown", this.refreshSoon);
    document.removeEventListener("w-block:ready", this.refreshSoon);
    document.removeEventListener("change", this.onChange);
    this.observer?.disconnect();
  }

  private readonly onChange = (event: Event): void => {
    if (event.target !== this.element) this.refreshSoon();
  };

  // Steps come, go and move without any event of Wagtail's; a deleted one stays in the page, hidden.
  private observe(): void {
    const form = this.element.form;
    if (!form) return;
    const isStep = (node: Node): boolean =>
      node instanceof HTMLElement && node.matches("[data-streamfield-child]");
    this.observer = new MutationObserver((records) => {
      const touchesSteps = records.some((record) =>
        record.type === "attributes"
          ? isStep(record.target)
          : [...record.addedNodes, ...record.removedNodes].some(isStep),
      );
      if (touchesSteps) this.refreshSoon();
    });
    const attributeFilter = ["style", "hidden", "aria-hidden"];
    this.observer.observe(form, { childList: true, subtree: true, attributes: true, attributeFilter });
  }

  private refresh(): void {
    const steps = listSteps(FIELD);
    if (!steps) return;
    const chosen = this.element.value;
    const only = this.onlyValue.split(" ").filter(Boolean);
    const options = steps
      .filter((step) => only.length === 0 || only.includes(step.kind))
      .filter((step) => !this.element.closest(`[data-contentpath="${CSS.escape(step.id)}"]`))
      .map((step) => {
        const words = `${step.number}. ${step.kindLabel}`;
        return { value: step.id, words: step.title ? `${words}: ${step.title}` : words };
      });
    options.unshift({ value: "", words: this.emptyValue });
    const isMissing = !options.some((option) => option.value === chosen);
    if (isMissing) options.push({ value: chosen, words: `⚠ ${this.missingValue}` });
    this.element.classList.toggle("ls-step-select--missing", isMissing);
    if (this.shows(options)) return;
    this.element.replaceChildren(...options.map(({ value, words }) => new Option(words, value)));
    this.element.value = chosen;
  }

  // An open list flickers when its options are replaced by the same ones.
  private shows(options: { value: string; words: string }[]): boolean {
    const present = [...this.element.options];
    return (
      present.length === options.length &&
      present.every((option, at) => option.value === options[at]?.value && option.text === options[at]?.words)
    );
  }
}

// In a StreamField the widget's HTML is made once, without a value; the stock widget would drop a stored
// step that is not among its options.
const Select = telepath?.constructors["wagtail.widgets.Select"];
if (telepath && Select) {
  class StepSelect extends Select {
    constructor(html: string) {
      super(html);
      const Stock = this.boundWidgetClass;
      this.boundWidgetClass = class extends Stock {
        override setState(state: unknown): void {
          const value = String((Array.isArray(state) ? state[0] : state) ?? "");
          const isThere = [...this.input.options].some((option) => option.value === value);
          // Our own select finds the words for a step; others say the stored name itself.
          const words = this.input.dataset.controller === undefined ? value : "";
          if (!isThere) this.input.add(new Option(words, value));
          this.input.value = value;
        }
      };
    }
  }
  telepath.register("linesteps.StepSelect", StepSelect);
}

wagtail.app.register("ls-step-select", StepSelectController);

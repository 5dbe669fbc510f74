// The figures of one step beside the picture, as the server draws them.

import type { Results } from "./results";

export class Panel {
  private asked = 0;

  constructor(
    readonly element: HTMLElement,
    private readonly results: Results,
    private readonly close: () => void,
  ) {}

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  hide(): void {
    this.asked += 1;
    this.element.hidden = true;
  }

  /** Shows the step at an address of ours; the last one that was asked for wins. */
  async show(url: string, isFocused: boolean): Promise<void> {
    const mine = (this.asked += 1);
    this.element.hidden = false;
    this.element.setAttribute("aria-busy", "true");
    const part = await this.fetch(url);
    if (mine !== this.asked) return;
    this.element.setAttribute("aria-busy", "false");
    const inside = document.createElement("div");
    inside.className = "ls-live__inside";
    inside.append(part);
    this.element.replaceChildren(this.closeButton(), inside);
    if (isFocused) this.element.querySelector<HTMLElement>(".ls-step__name, p")?.focus();
  }

  private async fetch(url: string): Promise<Node> {
    try {
      const answer = await fetch(`${url}${url.includes("?") ? "&" : "?"}part=1`);
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const step = page.querySelector(".ls-step");
      if (!step) throw new Error("no step");
      return document.adoptNode(step);
    } catch {
      const words = document.createElement("p");
      words.tabIndex = -1;
      words.textContent = this.results.t("noAnswer");
      return words;
    }
  }

  private closeButton(): HTMLElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "ls-button ls-live__close";
    button.title = this.results.t("close");
    button.setAttribute("aria-label", button.title);
    button.textContent = "×";
    button.addEventListener("click", () => this.close());
    return button;
  }
}

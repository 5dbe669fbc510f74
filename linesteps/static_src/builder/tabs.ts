// The two faces of the inspector: the form of the step, and the phone. The last choice is kept.

import { el } from "./dom";

export type Tab = "settings" | "phone";
const KEPT = "linesteps-inspector-tab";
const ORDER: Tab[] = ["settings", "phone"];

export class Tabs {
  readonly element: HTMLElement;
  current: Tab;
  private readonly buttons: Record<Tab, HTMLButtonElement>;

  constructor(
    label: string,
    labels: Record<Tab, string>,
    private readonly panels: Record<Tab, HTMLElement>,
    private readonly onChange: () => void,
  ) {
    const button = (tab: Tab): HTMLButtonElement =>
      el(
        "button",
        {
          type: "button",
          class: "ls-tab",
          role: "tab",
          id: `ls-tab-${tab}`,
          "aria-controls": `ls-panel-${tab}`,
          onclick: () => this.show(tab, true),
        },
        labels[tab],
      );
    this.buttons = { settings: button("settings"), phone: button("phone") };
    this.element = el(
      "div",
      { class: "ls-tabs", role: "tablist", "aria-label": label },
      ...ORDER.map((tab) => this.buttons[tab]),
    );
    this.element.addEventListener("keydown", (event) => this.onKey(event));
    for (const tab of ORDER) {
      panels[tab].id = `ls-panel-${tab}`;
      panels[tab].setAttribute("role", "tabpanel");
      panels[tab].setAttribute("aria-labelledby", `ls-tab-${tab}`);
    }
    this.current = localStorage.getItem(KEPT) === "phone" ? "phone" : "settings";
    this.draw();
  }

  /** @param isChosen whether somebody asked for this face, so that it stays the first one */
  show(tab: Tab, isChosen: boolean): void {
    if (isChosen) localStorage.setItem(KEPT, tab);
    if (tab === this.current) return;
    this.current = tab;
    this.draw();
    this.onChange();
  }

  private draw(): void {
    for (const tab of ORDER) {
      const isCurrent = tab === this.current;
      this.buttons[tab].setAttribute("aria-selected", String(isCurrent));
      this.buttons[tab].tabIndex = isCurrent ? 0 : -1;
      this.panels[tab].hidden = !isCurrent;
    }
  }

  private onKey(event: KeyboardEvent): void {
    const ways: Record<string, Tab> = { Home: "settings", End: "phone" };
    const other = this.current === "settings" ? "phone" : "settings";
    const tab = /^Arrow(Left|Right)$/.test(event.key) ? other : ways[event.key];
    if (!tab) return;
    event.preventDefault();
    this.show(tab, true);
    this.buttons[tab].focus();
  }
}

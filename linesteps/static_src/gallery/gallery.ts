// Shows the cards for a goal and a trade, without asking the server; the links work without a script.

import { Controller } from "@hotwired/stimulus";

const ANY = "any";

/**
 * @example
 * <div data-controller="ls-gallery">
 *   <a href="?goal=visit" data-ls-gallery-target="goal" data-key="visit" data-action="ls-gallery#choose">Visit</a>
 *   <section data-ls-gallery-target="group"><li data-ls-gallery-target="card" data-goal="visit">…</li></section>
 *   <p data-ls-gallery-target="none"><span>…</span></p>
 * </div>
 */
export class GalleryController extends Controller<HTMLElement> {
  static override targets = ["goal", "trade", "card", "group", "none"];

  declare readonly goalTargets: HTMLAnchorElement[];
  declare readonly tradeTargets: HTMLAnchorElement[];
  declare readonly cardTargets: HTMLElement[];
  declare readonly groupTargets: HTMLElement[];
  declare readonly noneTarget: HTMLElement;

  override connect(): void {
    this.show();
  }

  choose(event: MouseEvent): void {
    // A new tab stays a new tab.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const chip = event.currentTarget as HTMLAnchorElement;
    const row = this.goalTargets.includes(chip) ? this.goalTargets : this.tradeTargets;
    for (const one of row) one.removeAttribute("aria-current");
    chip.setAttribute("aria-current", "true");
    const query = new URLSearchParams();
    if (this.goal) query.set("goal", this.goal);
    if (this.trade) query.set("trade", this.trade);
    history.replaceState(history.state, "", query.size ? `?${query}` : location.pathname);
    this.show();
  }

  private get goal(): string {
    return keyOf(this.goalTargets);
  }

  private get trade(): string {
    return keyOf(this.tradeTargets);
  }

  private show(): void {
    const { goal, trade } = this;
    for (const card of this.cardTargets) {
      const fits = !trade || card.dataset["trade"] === trade || card.dataset["trade"] === ANY;
      card.hidden = !fits || (goal !== "" && card.dataset["goal"] !== goal);
    }
    for (const group of this.groupTargets)
      group.hidden = !group.querySelector("[data-ls-gallery-target=card]:not([hidden])");
    const sentence = this.noneTarget.firstElementChild as HTMLElement;
    sentence.hidden = this.cardTargets.some((card) => !card.hidden);
  }
}

function keyOf(chips: HTMLAnchorElement[]): string {
  return chips.find((chip) => chip.getAttribute("aria-current"))?.dataset["key"] ?? "";
}

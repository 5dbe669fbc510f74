// Keeps the figures of a list fresh while somebody looks at it.

import { Controller } from "@hotwired/stimulus";

const EVERY_MS = 15_000;

/**
 * Asks again every 15 seconds, and not at all while the tab is hidden. Nothing is read out unless
 * somebody asked for it.
 *
 * @example
 * <div data-controller="ls-live" data-ls-live-url-value="/live/" data-action="visibilitychange@document->ls-live#turn">
 *   <td data-ls-row="5"><span data-ls-live="inside">37</span></td>
 *   <button data-action="ls-live#ask">Renew now</button> <span role="status" data-ls-live-target="said" data-said="…"></span>
 * </div>
 */
export class LiveController extends Controller<HTMLElement> {
  static override targets = ["said"];
  static override values = { url: String };

  declare readonly saidTarget: HTMLElement;
  declare readonly urlValue: string;

  private timer: ReturnType<typeof setInterval> | undefined;

  override connect(): void {
    this.turn();
  }

  override disconnect(): void {
    clearInterval(this.timer);
  }

  /** Runs while the tab is seen. */
  turn(): void {
    clearInterval(this.timer);
    if (!document.hidden) this.timer = setInterval(() => void this.renew(), EVERY_MS);
  }

  async ask(): Promise<void> {
    this.saidTarget.textContent = "";
    if (await this.renew()) this.saidTarget.textContent = this.saidTarget.dataset["said"] ?? "";
  }

  private async renew(): Promise<boolean> {
    const cells = [...this.element.querySelectorAll<HTMLElement>("[data-ls-row]")];
    const ids = new Set(cells.map((cell) => cell.dataset["lsRow"] ?? ""));
    const query = new URLSearchParams([...ids].map((id) => ["id", id]));
    try {
      const response = await fetch(`${this.urlValue}?${query}`, { headers: { Accept: "application/json" } });
      if (!response.ok) return false;
      const rows = (await response.json()) as Record<string, Record<string, string>>;
      for (const cell of cells) show(cell, rows[cell.dataset["lsRow"] ?? ""]);
      return true;
    } catch {
      // The next turn comes by itself; until then the figures are those of before.
      return false;
    }
  }
}

function show(cell: HTMLElement, row: Record<string, string> | undefined): void {
  if (!row) return;
  for (const place of cell.querySelectorAll<HTMLElement>("[data-ls-live]")) {
    const key = place.dataset["lsLive"] ?? "";
    const text = row[key] ?? "";
    if (place.textContent !== text) place.textContent = text;
    if (key !== "status") continue;
    for (const tone of ["live", "warning"])
      place.classList.toggle(`ls-status--${tone}`, row["tone"] === tone);
  }
}

// The rich menu below the chat: a picture whose areas are tapped, and the bar that opens and closes it.

import { el } from "../chat/dom";
import type { Tap } from "../chat/drawing";
import { type Json, list, number, object, text } from "../chat/json";
import { fill } from "./fill";
import { t } from "./strings";

export class Menu {
  readonly element = el("section", { class: "rich-menu", hidden: true, "data-testid": "rich-menu" });
  private key = "";
  private person: string | null = null;
  private isOpen = false;

  constructor(private readonly tap: Tap) {}

  /** Shows the menu of a person; null for none. A tab that was turned to stays as open as the last one. */
  render(menu: Json | null, person: string | null, language: string): void {
    const key = JSON.stringify([menu?.["id"], person, language]);
    if (key === this.key) return;
    const isTurned = !this.element.hidden && person === this.person;
    this.key = key;
    this.person = person;
    this.element.hidden = !menu;
    this.isOpen = Boolean(menu) && ((isTurned && this.isOpen) || menu?.["selected"] === true);
    this.element.setAttribute("aria-label", t("rich_menu"));
    if (!menu) return void this.element.replaceChildren();
    const hadFocus = this.element.contains(document.activeElement);
    this.draw(menu);
    if (hadFocus) this.element.querySelector("button")?.focus();
  }

  private draw(menu: Json): void {
    const picture = this.picture(menu);
    const bar = el(
      "button",
      {
        type: "button",
        class: "rich-menu__bar",
        "data-testid": "rich-menu-bar",
        onclick: () => {
          this.isOpen = !this.isOpen;
          show();
        },
      },
      text(menu["chatBarText"]),
    );
    const show = (): void => {
      picture.hidden = !this.isOpen;
      bar.setAttribute("aria-expanded", String(this.isOpen));
    };
    show();
    fill(this.element, picture, bar);
  }

  private picture(menu: Json): HTMLElement {
    const size = object(menu["size"]);
    const [width, height] = [number(size["width"]) || 1, number(size["height"]) || 1];
    const address = text(menu["picture"]);
    const box = el("div", { class: "rich-menu__picture" }, el("img", { src: address, alt: "" }));
    box.style.aspectRatio = `${width} / ${height}`;
    list(menu["areas"]).forEach((area, index) => {
      const bounds = object(object(area)["bounds"]);
      const action = object(object(area)["action"]);
      const label = text(action["label"]) || text(action["displayText"]) || text(action["text"]);
      const spot = el("button", {
        type: "button",
        class: "rich-menu__area",
        "data-testid": "rich-menu-area",
        "aria-label": label || t("rich_menu_area", { number: index + 1 }),
        onclick: () => this.tap(action),
      });
      const share = (part: unknown, all: number): string => `${(number(part) / all) * 100}%`;
      spot.style.left = share(bounds["x"], width);
      spot.style.top = share(bounds["y"], height);
      spot.style.width = share(bounds["width"], width);
      spot.style.height = share(bounds["height"], height);
      box.append(spot);
    });
    return box;
  }
}

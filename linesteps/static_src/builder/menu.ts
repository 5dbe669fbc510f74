// A list to choose from with a field to search it: for adding, finding and moving.

import { el, icon } from "./dom";
import { exampleBeside } from "./menuexample";

export interface Item {
  label: string;
  icon?: string;
  hint?: string;
  /** More words by which it is found. */
  words?: string;
  /** A shortcut, shown for those who like keys. */
  keys?: string;
  /** The address of a page that shows how it will look. */
  example?: string;
  run: () => void;
}

export interface Group {
  label: string;
  items: Item[];
}

export type Anchor = Element | { x: number; y: number };

interface Options {
  label: string;
  search: string;
  none: string;
  groups: Group[];
  /** A button that leaves only the items which it names. */
  filter?: { label: string; keeps: (item: Item) => boolean };
  anchor?: Anchor | null;
  /** Where the focus goes when nothing was chosen. */
  back?: () => void;
}

const MARGIN = 8;
let close: ((isChosen?: boolean) => void) | null = null;
let counter = 0;

export function closeMenu(): void {
  close?.();
}

const plainText = (text: string): string => text.normalize("NFKC").toLowerCase();

/** Opens the menu in `host`, beside the anchor or in the middle of the window. */
export function openMenu(host: HTMLElement, options: Options): void {
  closeMenu();
  const id = `ls-menu-${++counter}`;
  const input = el("input", {
    type: "text",
    class: "ls-menu__search",
    role: "combobox",
    "aria-expanded": "true",
    "aria-controls": id,
    "aria-label": `${options.label}: ${options.search}`,
    placeholder: options.search,
    autocomplete: "off",
  });
  // Wagtail must not take the search for an edit, nor post it.
  input.setAttribute("form", "ls-no-form");
  const list = el("div", { id, class: "ls-menu__list", role: "listbox", "aria-label": options.label });
  const { filter } = options;
  let isFiltered = false;
  const toggle =
    filter && el("button", { type: "button", class: "ls-menu__filter", "aria-pressed": "false" });
  const box = el(
    "div",
    { class: "ls-menu" },
    el("p", { class: "ls-menu__title" }, options.label, toggle),
    input,
    list,
  );
  const example = exampleBeside(box);
  let shown: { item: Item; row: HTMLElement }[] = [];
  let at = 0;

  const finish = (isChosen = false): void => {
    close = null;
    document.removeEventListener("pointerdown", outside, true);
    box.remove();
    if (!isChosen) options.back?.();
  };
  const choose = (item: Item): void => {
    finish(true);
    item.run();
  };
  const point = (to: number): void => {
    shown[at]?.row.setAttribute("aria-selected", "false");
    at = shown.length === 0 ? 0 : (to + shown.length) % shown.length;
    const row = shown[at]?.row;
    row?.setAttribute("aria-selected", "true");
    row?.scrollIntoView({ block: "nearest" });
    if (row) input.setAttribute("aria-activedescendant", row.id);
    else input.removeAttribute("aria-activedescendant");
    example.show(shown[at]?.item.example, shown[at]?.item.label ?? "");
  };
  const fillList = (): void => {
    const wanted = plainText(input.value.trim());
    shown = [];
    list.replaceChildren();
    options.groups.forEach((group, number) => {
      const items = group.items.filter(
        (item) =>
          (!isFiltered || !filter || filter.keeps(item)) &&
          plainText(`${item.label} ${item.hint ?? ""} ${item.words ?? ""}`).includes(wanted),
      );
      if (items.length === 0) return;
      const title = `${id}-group-${number}`;
      const part = el("div", { class: "ls-menu__group", role: "group" });
      if (group.label) {
        part.setAttribute("aria-labelledby", title);
        part.append(el("p", { class: "ls-menu__heading", id: title, role: "presentation" }, group.label));
      }
      for (const item of items) {
        const rowId = `${id}-${shown.length}`;
        const row = el(
          "div",
          { class: "ls-menu__item", role: "option", id: rowId, "aria-selected": "false" },
          item.icon ? icon(item.icon) : null,
          el("span", {}, item.label),
          item.hint ? el("small", {}, item.hint) : null,
          item.keys ? el("kbd", { "aria-hidden": "true" }, item.keys) : null,
        );
        row.addEventListener("click", () => choose(item));
        row.addEventListener("pointerenter", () => example.show(item.example, item.label));
        shown.push({ item, row });
        part.append(row);
      }
      list.append(part);
    });
    if (shown.length === 0)
      list.append(el("p", { class: "ls-menu__none", role: "option", "aria-disabled": "true" }, options.none));
    point(0);
  };
  const outside = (event: Event): void => {
    if (!box.contains(event.target as Node)) finish(true);
  };
  if (filter && toggle) {
    toggle.textContent = filter.label;
    toggle.addEventListener("click", () => {
      isFiltered = !isFiltered;
      toggle.setAttribute("aria-pressed", String(isFiltered));
      fillList();
      input.focus();
    });
  }
  box.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.isComposing) return;
    const isOnToggle = event.target === toggle;
    if (event.key === "Tab" && toggle) {
      event.preventDefault();
      (isOnToggle ? input : toggle).focus();
      return;
    }
    if (isOnToggle && event.key !== "Escape") return;
    const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1 };
    const to = steps[event.key];
    if (to !== undefined) point(to);
    else if (event.key === "Enter") {
      const item = shown[at]?.item;
      if (item) choose(item);
    } else if (event.key === "Escape" || event.key === "Tab") finish();
    else return;
    event.preventDefault();
  });
  for (const type of ["input", "change"]) input.addEventListener(type, (event) => event.stopPropagation());
  input.addEventListener("input", fillList);

  close = finish;
  host.append(box);
  fillList();
  place(box, options.anchor ?? null);
  document.addEventListener("pointerdown", outside, true);
  input.focus({ preventScroll: true });
}

function place(box: HTMLElement, anchor: Anchor | null): void {
  const { width, height } = box.getBoundingClientRect();
  const from =
    anchor && (anchor instanceof Element ? anchor.getBoundingClientRect() : new DOMRect(anchor.x, anchor.y));
  const middle = { left: (innerWidth - width) / 2, top: innerHeight / 6 };
  const left = from ? from.left + from.width / 2 - width / 2 : middle.left;
  const below = from ? from.bottom + MARGIN / 2 : middle.top;
  const isTooLow = from && below + height > innerHeight - MARGIN;
  const top = isTooLow ? Math.max(MARGIN, Math.min(innerHeight - height - MARGIN, from.top - height)) : below;
  box.style.left = `${Math.max(MARGIN, Math.min(left, innerWidth - width - MARGIN))}px`;
  box.style.top = `${top}px`;
}

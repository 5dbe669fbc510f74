// Making elements; every text goes in as text, never as markup.

type Props = Record<string, string | number | boolean | null | undefined | ((event: never) => void)>;
type Part = Node | string | null | undefined | false;

/** An element with attributes, listeners (`onclick`) and children. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...parts: Part[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value as EventListener);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined)
      element.setAttribute(name, String(value));
  }
  element.append(...parts.filter((part): part is Node | string => Boolean(part)));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

export function svg(tag: string, props: Record<string, string | number> = {}): SVGElement {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(props)) element.setAttribute(name, String(value));
  return element;
}

/** One of Wagtail's icons. */
export function icon(name: string): SVGElement {
  const element = svg("svg", { class: `icon icon-${name} ls-icon`, "aria-hidden": "true" });
  element.append(svg("use", { href: `#icon-${name}` }));
  return element;
}

/** A button with an icon, whose name is read and shown on hover. */
export function iconButton(
  name: string,
  label: string,
  onclick: () => void,
  className = "",
): HTMLButtonElement {
  return el(
    "button",
    { type: "button", class: `ls-button ${className}`.trim(), "aria-label": label, title: label, onclick },
    icon(name),
  );
}

/** Fills the places `{name}` of a sentence. */
export function fill(sentence: string, values: Record<string, string | number>): string {
  return sentence.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

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

/** One of Wagtail's icons. Its lines are copied where they are known: hundreds of references slow down a zoom. */
export function icon(name: string): SVGElement {
  const element = svg("svg", { class: `icon icon-${name} ls-icon`, "aria-hidden": "true" });
  const drawn = document.getElementById(`icon-${name}`);
  // What is referred to inside has a name, which must not stand on the page twice.
  if (drawn?.hasAttribute("viewBox") && !drawn.querySelector("[id]")) {
    for (const { name: key, value } of drawn.attributes)
      if (key !== "id" && key !== "class" && key !== "xmlns") element.setAttribute(key, value);
    element.classList.add(...drawn.classList);
    element.append(...[...drawn.children].map((part) => part.cloneNode(true)));
  } else element.append(svg("use", { href: `#icon-${name}` }));
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

/** Another text, if it is another one: what is written is drawn again. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Another attribute, if it is another one; null takes it away. */
export function setAttribute(element: Element, name: string, value: string | null): void {
  if (element.getAttribute(name) === value) return;
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
}

const NEAR = 5;

/** Makes `wanted` the children, and touches as few of them as it can: each one that moves costs time. */
export function arrange(parent: Element, wanted: readonly Element[]): void {
  const kept = new Set(wanted);
  for (const child of [...parent.children]) if (!kept.has(child)) child.remove();
  let at = parent.firstElementChild;
  for (const child of wanted) {
    // Where some went down, they are taken out here, instead of moving all others up.
    const skipped: Element[] = [];
    let ahead = at;
    while (ahead && ahead !== child && skipped.length < NEAR) {
      skipped.push(ahead);
      ahead = ahead.nextElementSibling;
    }
    if (ahead && ahead === child) {
      for (const one of skipped) one.remove();
      at = child.nextElementSibling;
    } else parent.insertBefore(child, at);
  }
}

// Small helpers to build elements. Text only ever goes in as text.

type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | number | boolean | null | undefined | ((event: Event) => void)>;

/** An element; `on…` attributes are listeners, `true` is a bare attribute, `false` and null are left out. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) if (child) node.append(child);
  return node;
}

/** Replace what is in `container`, unless it would look the same; focus stays on the same test id. */
export function fill(container: HTMLElement, ...children: Child[]): void {
  const focused = document.activeElement;
  const id = focused && container.contains(focused) ? focused.getAttribute("data-testid") : null;
  container.replaceChildren(...children.filter((child): child is Node | string => Boolean(child)));
  if (id) container.querySelector<HTMLElement>(`[data-testid="${CSS.escape(id)}"]`)?.focus();
}

/** `url` if its scheme may be opened or shown here, else null. */
export function allowedUrl(url: unknown, schemes: string[] = ["http:", "https:"]): string | null {
  if (typeof url !== "string") return null;
  try {
    return schemes.includes(new URL(url).protocol) ? url : null;
  } catch {
    return null;
  }
}

export function image(url: unknown, className: string, alt = ""): HTMLElement {
  const src = allowedUrl(url);
  if (!src) return el("div", { class: `${className} missing` });
  return el("img", { class: className, src, alt, referrerpolicy: "no-referrer" });
}

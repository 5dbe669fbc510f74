// Making elements. Text only ever goes in as text, and an address only if its scheme is allowed.

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

/** Where a picture may come from. */
const PICTURES = ["http:", "https:"];
/** Where a tap may lead (LINE reference, “URI action”). */
const TAPS = ["http:", "https:", "tel:", "line:"];

/** `url` if a picture may come from there, else null. */
export function allowedUrl(url: unknown, schemes = PICTURES): string | null {
  if (typeof url !== "string") return null;
  try {
    return schemes.includes(new URL(url).protocol) ? url : null;
  } catch {
    return null;
  }
}

/** Whether a tap may lead to `url`. */
export function isTapUrl(url: unknown): boolean {
  return allowedUrl(url, TAPS) !== null;
}

/** A picture, or the place of one that cannot be shown. */
export function image(url: unknown, className: string, alt = ""): HTMLElement {
  const src = allowedUrl(url);
  const missing = (): HTMLElement => el("span", { class: `${className} ls-chat__missing`, role: "img", "aria-label": alt || "–" }); // prettier-ignore
  if (!src) return missing();
  const picture = el("img", { class: className, src, alt, referrerpolicy: "no-referrer" });
  const give = (): void => {
    const place = missing();
    // As large as the picture was told to be.
    place.style.cssText = picture.style.cssText;
    picture.replaceWith(place);
  };
  picture.addEventListener("error", give, { once: true });
  return picture;
}

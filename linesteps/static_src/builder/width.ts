// The edge of the inspector, which can be dragged, or moved by the arrow keys. The width is kept.

import { el } from "./dom";

const KEPT = "linesteps-inspector-width";
const [LEAST, MOST, STEP] = [360, 640, 20];

/** @param root carries the width as `--ls-inspector-width`; @param onChange is called after each change */
export function widthHandle(
  root: HTMLElement,
  inspector: HTMLElement,
  label: string,
  onChange: () => void,
): HTMLElement {
  const handle = el("div", {
    class: "ls-width",
    role: "separator",
    tabindex: 0,
    "aria-orientation": "vertical",
    "aria-label": label,
    "aria-valuemin": LEAST,
    "aria-valuemax": MOST,
    title: label,
  });
  const tell = (width: number): void => handle.setAttribute("aria-valuenow", String(Math.round(width)));
  const set = (wanted: number): void => {
    const width = Math.round(Math.min(MOST, Math.max(LEAST, wanted)));
    root.style.setProperty("--ls-inspector-width", `${width}px`);
    localStorage.setItem(KEPT, String(width));
    tell(width);
    onChange();
  };
  const kept = Number(localStorage.getItem(KEPT));
  if (kept >= LEAST && kept <= MOST) root.style.setProperty("--ls-inspector-width", `${kept}px`);
  tell(kept || LEAST);
  const now = (): number => inspector.getBoundingClientRect().width;
  new ResizeObserver(() => {
    if (now() > 0) tell(now());
  }).observe(inspector);
  // In a page that runs from right to left, the inspector stands on the left.
  const way = (): number => (getComputedStyle(root).direction === "rtl" ? -1 : 1);

  handle.addEventListener("pointerdown", (event) => {
    const [from, width] = [event.clientX, now()];
    handle.setPointerCapture(event.pointerId);
    const move = (at: PointerEvent): void => set(width + (from - at.clientX) * way());
    handle.addEventListener("pointermove", move);
    const stop = (): void => handle.removeEventListener("pointermove", move);
    for (const type of ["pointerup", "pointercancel"]) handle.addEventListener(type, stop, { once: true });
    event.preventDefault();
    handle.focus();
  });
  handle.addEventListener("keydown", (event) => {
    const goals: Record<string, number> = {
      ArrowLeft: now() + STEP * way(),
      ArrowRight: now() - STEP * way(),
      Home: LEAST,
      End: MOST,
    };
    const goal = goals[event.key];
    if (goal === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    set(goal);
  });
  return handle;
}

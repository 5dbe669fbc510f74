// Bringing a part of the page up to date.

type Child = Node | string | null | undefined | false;

/** Replace what is in `container`; focus stays on the same test id. */
export function fill(container: HTMLElement, ...children: Child[]): void {
  const focused = document.activeElement;
  const id = focused && container.contains(focused) ? focused.getAttribute("data-testid") : null;
  container.replaceChildren(...children.filter((child): child is Node | string => Boolean(child)));
  if (id) container.querySelector<HTMLElement>(`[data-testid="${CSS.escape(id)}"]`)?.focus();
}

// The picture beside a menu: how what is pointed at will look. It is a page of the server in a frame.

import { el } from "./dom";

/** Wide enough for LINE's usual bubble. */
const WIDTH = 344;
const MARGIN = 8;
/** Who runs through the list with the arrow keys waits for nothing. */
const PATIENCE_MS = 150;

export interface Example {
  /** Show the page of an item at this address, or nothing for an item that has none. */
  show: (url: string | undefined, label: string) => void;
  /** Beside the menu, where there is more room; on a small window nowhere. */
  place: () => void;
}

export function exampleBeside(menu: HTMLElement): Example {
  const frame = el("iframe", { class: "ls-menu__example", tabindex: -1 });
  frame.hidden = true;
  let timer = 0;
  let shown = "";
  const place = (): void => {
    const { left, right, top, height } = menu.getBoundingClientRect();
    const isRight = innerWidth - right >= left;
    const room = isRight ? innerWidth - right : left;
    frame.classList.toggle("ls-menu__example--none", room < WIDTH + 2 * MARGIN);
    frame.style.left = `${isRight ? right + MARGIN : left - MARGIN - WIDTH}px`;
    frame.style.width = `${WIDTH}px`;
    frame.style.height = `${Math.min(innerHeight - 2 * MARGIN, Math.max(height, 520))}px`;
    const low = innerHeight - MARGIN - frame.offsetHeight;
    frame.style.top = `${Math.max(MARGIN, Math.min(top, low))}px`;
  };
  const show = (url: string | undefined, label: string): void => {
    window.clearTimeout(timer);
    if (!url) {
      frame.hidden = true;
      return;
    }
    timer = window.setTimeout(() => {
      if (!menu.isConnected) return;
      frame.hidden = false;
      frame.title = label;
      if (shown !== url) frame.src = url;
      shown = url;
      place();
    }, PATIENCE_MS);
  };
  menu.append(frame);
  return { show, place };
}

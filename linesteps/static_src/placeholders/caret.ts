// A chip is one step for the caret: it is passed over, selected as a whole, and never entered.

import { spans, type Span } from "./chips";

/**
 * Keeps the caret of a textarea out of its chips.
 *
 * @param moved is told all chips whenever the caret or the selection has moved.
 */
export function guideCaret(
  text: HTMLTextAreaElement,
  signal: AbortSignal,
  moved: (all: Span[]) => void,
): void {
  let key = "";
  let isPressed = false;

  const side = ({ start, end }: Span, at: number): number => {
    if (key === "ArrowRight") return end;
    if (key === "ArrowLeft") return start;
    return at - start < end - at ? start : end;
  };

  /** A caret inside goes to its near side, a selection takes all of it. */
  const snap = (): void => {
    if (document.activeElement !== text || isPressed) return;
    const all = spans(text.value);
    const around = (at: number): Span | undefined => all.find((one) => one.start < at && at < one.end);
    let { selectionStart: start, selectionEnd: end } = text;
    const isBackward = text.selectionDirection === "backward";
    const [first, last] = [around(start), around(end)];
    if (start === end) {
      if (first) start = end = side(first, start);
    } else {
      if (first) start = isBackward ? side(first, start) : first.start;
      if (last) end = isBackward ? last.end : side(last, end);
    }
    if (start !== text.selectionStart || end !== text.selectionEnd) select(text, start, end, isBackward);
    moved(all);
  };

  text.addEventListener(
    "keydown",
    (event) => {
      key = event.key;
      if (!event.isComposing) step(text, event);
    },
    { signal },
  );
  text.addEventListener(
    "pointerdown",
    () => {
      isPressed = true;
      key = "";
    },
    { signal },
  );
  document.addEventListener(
    "pointerup",
    () => {
      if (!isPressed) return;
      isPressed = false;
      snap();
    },
    { signal },
  );
  document.addEventListener("selectionchange", snap, { signal });
}

/** Over a chip in one step, at once: the next key may come before the browser says that the caret moved. */
function step(text: HTMLTextAreaElement, event: KeyboardEvent): void {
  const isRight = event.key === "ArrowRight";
  if (!isRight && event.key !== "ArrowLeft") return;
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const { selectionStart: start, selectionEnd: end } = text;
  if (!event.shiftKey && start !== end) return;
  const isBackward = text.selectionDirection === "backward" && start !== end;
  const [anchor, caret] = isBackward ? [end, start] : [start, end];
  const chip = spans(text.value).find((one) => (isRight ? one.start : one.end) === caret);
  if (!chip) return;
  event.preventDefault();
  const to = isRight ? chip.end : chip.start;
  const from = event.shiftKey ? anchor : to;
  select(text, from, to, to < from);
}

function select(text: HTMLTextAreaElement, one: number, other: number, isBackward: boolean): void {
  const direction = isBackward ? "backward" : "forward";
  text.setSelectionRange(Math.min(one, other), Math.max(one, other), direction);
}

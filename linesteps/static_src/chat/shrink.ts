// Words that become smaller until they fit on their line (`adjustMode: shrink-to-fit`).

const SMALLEST_PX = 6;

/** Measures `node` whenever it gets another width: while it is drawn, it is on no page yet. */
export function shrinkToFit(node: HTMLElement): void {
  const given = node.style.fontSize;
  let fitted = -1;
  new ResizeObserver(() => {
    if (node.clientWidth === 0 || node.clientWidth === fitted) return;
    fitted = node.clientWidth;
    node.style.fontSize = given;
    const share = fitted / node.scrollWidth;
    if (share >= 1) return;
    const size = Math.floor(parseFloat(getComputedStyle(node).fontSize) * share * 10) / 10;
    node.style.fontSize = `${Math.max(size, SMALLEST_PX)}px`;
  }).observe(node);
}

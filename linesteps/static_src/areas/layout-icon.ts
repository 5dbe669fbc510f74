// A small picture of a layout, drawn from its own shares.

import { svg } from "../builder/dom";
import { LAYOUTS } from "./geometry";

const SIDE = 24;
const GAP = 1;

export function layoutIcon(name: string): SVGElement {
  const drawn = svg("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, "aria-hidden": "true" });
  for (const [left = 0, top = 0, right = 1, bottom = 1] of LAYOUTS[name] ?? [])
    drawn.append(
      svg("rect", {
        x: left * SIDE + GAP,
        y: top * SIDE + GAP,
        width: (right - left) * SIDE - 2 * GAP,
        height: (bottom - top) * SIDE - 2 * GAP,
        rx: 1.5,
      }),
    );
  return drawn;
}

// Sizes and colours of Flex messages. They come from the message, so each is checked before it becomes a style.
// The words of LINE's schema are LINE's (messaging-api.yml); the pixels are what its own simulator shows.

import { type Json, object, text } from "./json";

type Sizes = Readonly<Record<string, string>>;

export const SPACES: Sizes = { none: "0px", xs: "2px", sm: "4px", md: "8px", lg: "12px", xl: "16px", xxl: "20px" }; // prettier-ignore
export const FONTS: Sizes = { xxs: "11px", xs: "13px", sm: "14px", md: "16px", lg: "19px", xl: "22px", xxl: "29px", "3xl": "35px", "4xl": "48px", "5xl": "74px" }; // prettier-ignore
export const IMAGES: Sizes = { xxs: "40px", xs: "60px", sm: "80px", md: "100px", lg: "120px", xl: "140px", xxl: "160px", "3xl": "180px", "4xl": "200px", "5xl": "220px", full: "100%" }; // prettier-ignore
export const BORDERS: Sizes = { none: "0px", light: "0.5px", normal: "1px", medium: "2px", "semi-bold": "3px", bold: "4px" }; // prettier-ignore
/** As wide as LINE's on a phone; a narrower phone makes them narrower. */
export const BUBBLES: Sizes = { nano: "120px", micro: "160px", deca: "220px", hecto: "241px", kilo: "260px", mega: "300px", giga: "500px" }; // prettier-ignore

const COLOR = /^#[0-9a-fA-F]{6}([0-9a-fA-F]{2})?$/;
const PIXELS = /^\d{1,4}(\.\d{1,6})?px$/;
const PERCENT = /^\d{1,3}(\.\d{1,6})?%$/;
const ANGLE = /^\d{1,3}(\.\d{1,6})?deg$/;
const RATIO = /^(\d{1,6}(?:\.\d{1,6})?):(\d{1,6}(?:\.\d{1,6})?)$/;

/** What a keyword stands for; names that every object has are no keywords. */
export function keyword(sizes: Sizes, value: unknown): string | undefined {
  const word = text(value);
  return Object.hasOwn(sizes, word) ? sizes[word] : undefined;
}

/** Pixels as LINE writes them, such as `23.5px`. */
export function pixels(value: unknown): string | undefined {
  const found = text(value);
  return PIXELS.test(found) ? found : undefined;
}

/** Pixels, or a share of the parent. */
export function extent(value: unknown): string | undefined {
  const found = text(value);
  return PERCENT.test(found) ? found : pixels(found);
}

/** A keyword for a space, or an extent. */
export function space(value: unknown): string | undefined {
  return keyword(SPACES, value) ?? extent(value);
}

/** `#RRGGBB` or `#RRGGBBAA`, nothing else. */
export function color(value: unknown): string | undefined {
  const found = text(value);
  return COLOR.test(found) ? found : undefined;
}

/** A whole number that LINE takes for `flex` and `maxLines`. */
export function whole(value: unknown): number | undefined {
  return Number.isInteger(value) && Number(value) >= 0 ? Math.min(Number(value), 10_000) : undefined;
}

/** `width:height` as CSS writes it; LINE takes no picture that is more than three times as high as wide. */
export function ratio(value: unknown): string {
  const [, width, height] = RATIO.exec(text(value)) ?? [];
  const isFit = Number(width) > 0 && Number(height) > 0 && Number(height) <= 3 * Number(width);
  return isFit ? `${width} / ${height}` : "1 / 1";
}

/** The gradient of a box, or undefined for what is none. */
export function gradient(value: unknown): string | undefined {
  const found = object(value);
  const [start, end] = [color(found["startColor"]), color(found["endColor"])];
  const angle = text(found["angle"]);
  if (found["type"] !== "linearGradient" || !start || !end || !ANGLE.test(angle)) return undefined;
  return `linear-gradient(${[angle, start, ...center(found), end].join(", ")})`;
}

function center(found: Json): string[] {
  const middle = color(found["centerColor"]);
  const at = text(found["centerPosition"]);
  return middle ? [`${middle} ${PERCENT.test(at) ? at : "50%"}`] : [];
}

// What a drawing needs to know besides the message itself.

import type { Json } from "./json";

/** Words of the renderer; linesteps/messages/shown/words.py and phone/strings.ts hold them. */
export type ChatWord =
  | "photo"
  | "video"
  | "audio"
  | "sticker"
  | "sticker_id"
  | "emoji"
  | "location"
  | "coupon"
  | "coupon_until"
  | "coupon_closed"
  | "watch"
  | "watched"
  | "after_video"
  | "unsupported"
  | "part_unknown"
  | "list_previous"
  | "list_next"
  | "quick_replies"
  | "cards";

/** Reports a tap with the action as it stands in the message; links in a text come as `uri` actions. */
export type Tap = (action: Json) => void;

export interface Drawing {
  t: (word: ChatWord, values?: Record<string, string | number>) => string;
  /** A day in the reader's language. */
  day: (at: Date) => string;
  /** LINE's coupon objects by id. */
  coupons: Record<string, Json>;
  /** Left out: nothing can be tapped, and buttons are only drawn. */
  tap?: Tap | undefined;
  /** Reports a video that was watched to its end. */
  watch?: ((trackingId: string) => void) | undefined;
}

/** Writes days with the name of the month: 1/2/2100 is read as another day in another country. */
export function dayIn(language: string): (at: Date) => string {
  return (at) => at.toLocaleDateString(language || undefined, { dateStyle: "long" });
}

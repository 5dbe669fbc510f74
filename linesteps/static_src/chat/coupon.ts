// A coupon of LINE's own, from what is known of it here.

import { allowedUrl, el, image } from "./dom";
import type { Drawing } from "./drawing";
import { type Json, number, text } from "./json";

export function coupon(found: Json, { t, day }: Drawing): HTMLElement {
  const isClosed = found["status"] === "CLOSED";
  const end = number(found["endTimestamp"]);
  const title = text(found["title"]) || t("coupon");
  return el(
    "div",
    { class: `ls-chat__card ls-chat__coupon ${isClosed ? "ls-chat__coupon--closed" : ""}`.trim() },
    allowedUrl(found["imageUrl"]) ? image(found["imageUrl"], "ls-chat__card-picture", title) : null,
    el(
      "div",
      { class: "ls-chat__card-body", dir: "auto" },
      el("span", { class: "ls-chat__coupon-label" }, t("coupon")),
      el("strong", { class: "ls-chat__card-title" }, title),
      text(found["description"])
        ? el("span", { class: "ls-chat__card-text" }, text(found["description"]))
        : null,
      end
        ? el("span", { class: "ls-chat__quiet" }, t("coupon_until", { date: day(new Date(end * 1000)) }))
        : null,
      isClosed ? el("strong", {}, t("coupon_closed")) : null,
    ),
  );
}

// Pictures, films, sounds, places and stickers. Nothing plays here, and no art of anybody else is shown.

import { el, image } from "./dom";
import type { Drawing } from "./drawing";
import { icon } from "./icons";
import { type Json, number, text } from "./json";

export function photo(message: Json, { t }: Drawing): HTMLElement {
  const url = message["previewImageUrl"] ?? message["originalContentUrl"];
  // A person's own picture stays on the phone that sent it.
  if (!url) return el("div", { class: "ls-chat__note" }, icon("image"), t("photo"));
  return el("div", { class: "ls-chat__photo" }, image(url, "ls-chat__picture", t("photo")));
}

export function video(message: Json, { t, watch }: Drawing): HTMLElement {
  const poster = image(message["previewImageUrl"], "ls-chat__picture", t("video"));
  const box = el("div", { class: "ls-chat__photo" }, poster, el("span", { class: "ls-chat__play" }, icon("play"))); // prettier-ignore
  const trackingId = text(message["trackingId"]);
  if (!trackingId || !watch) return box;
  const attributes = { type: "button", class: "ls-chat__button", "data-testid": "tap" };
  const button = el("button", { ...attributes, onclick: () => done() }, t("watch"));
  const done = (): void => {
    button.disabled = true;
    button.textContent = t("watched");
    watch(trackingId);
  };
  return el("div", { class: "ls-chat__card" }, box, button);
}

export function audio(message: Json, { t }: Drawing): HTMLElement {
  const seconds = Math.max(Math.round(number(message["duration"]) / 1000), 0);
  const length = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  const wave = el("span", { class: "ls-chat__wave", "aria-hidden": "true" });
  return el("div", { class: "ls-chat__note ls-chat__audio" }, icon("play"), wave, `${t("audio")} ${length}`);
}

export function location(message: Json, { t }: Drawing): HTMLElement {
  return el(
    "div",
    { class: "ls-chat__card" },
    el("div", { class: "ls-chat__place" }, icon("pin")),
    el(
      "div",
      { class: "ls-chat__card-body", dir: "auto" },
      el("strong", { class: "ls-chat__card-title" }, text(message["title"]) || t("location")),
      el("span", { class: "ls-chat__quiet" }, text(message["address"])),
    ),
  );
}

/** LINE's stickers are their makers': what is drawn is the place of one, and which it is. */
export function sticker(message: Json, { t }: Drawing): HTMLElement {
  const [group, id] = [text(message["packageId"]), text(message["stickerId"])];
  const which = group && id ? t("sticker_id", { package: group, sticker: id }) : "";
  return el(
    "div",
    { class: "ls-chat__sticker" },
    el("span", {}, icon("smile")),
    t("sticker"),
    which ? el("span", {}, which) : null,
  );
}

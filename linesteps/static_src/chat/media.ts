// Pictures, films, sounds, places and stickers. Nothing plays here, and no art of anybody else is shown.

import { el, image } from "./dom";
import type { Drawing } from "./drawing";
import { icon } from "./icons";
import { type Json, text } from "./json";

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
  const seconds = Math.round(Number(message["duration"] ?? 0) / 1000) || 0;
  const length = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return el("div", { class: "ls-chat__note" }, icon("sound"), `${t("audio")} ${length}`);
}

export function location(message: Json, { t }: Drawing): HTMLElement {
  return el(
    "div",
    { class: "ls-chat__note", dir: "auto" },
    el("strong", {}, icon("pin"), text(message["title"]) || t("location")),
    el("div", { class: "ls-chat__quiet" }, text(message["address"])),
  );
}

export function sticker({ t }: Drawing): HTMLElement {
  return el("div", { class: "ls-chat__sticker" }, el("span", {}, icon("smile")), t("sticker"));
}

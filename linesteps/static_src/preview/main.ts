// The page in Wagtail's own preview: every way through the scenario, drawn once; nothing can be pressed.

import { el } from "../chat/dom";
import { dayIn, type Drawing } from "../chat/drawing";
import { drawItem, type Talk } from "./conversation";
import "../chat/chat.css";
import "./talk.css";
import "./main.css";

const place = document.getElementById("ls-preview");
const said = document.getElementById("ls-preview-shown")?.textContent;
if (place && said) {
  const { items, account, coupons, words } = JSON.parse(said) as Talk & { words: Record<string, string> };
  const { lang } = document.documentElement;
  const drawing: Drawing = {
    t: (word, values = {}) =>
      (words[word] ?? word).replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole)),
    day: dayIn(lang),
    coupons,
  };
  place.append(
    el("h1", { class: "ls-preview__bar" }, account),
    ...items.map((item) => drawItem(item, account, drawing, {})),
  );
}

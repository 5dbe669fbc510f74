// Text with its links and emoji.

import { el } from "./dom";
import type { Drawing } from "./drawing";
import { icon } from "./icons";
import { type Json, list, number, object, text } from "./json";
import { tappable } from "./tappable";

const LINK = /https?:\/\/[^\s<>"'、。，（）「」『』【】]+/g;
/** A sentence's own full stop or bracket is no part of an address. */
const TRAILING = /[.,!?:;)\]}]+$/;

export function textBubble(message: Json, drawing: Drawing): HTMLElement {
  return el("div", { class: "ls-chat__text", dir: "auto" }, ...pieces(message, drawing));
}

function pieces(message: Json, drawing: Drawing): (Node | string)[] {
  // A trial's server cuts the text itself, since it knows which link is which.
  const parts = list(message["parts"]);
  if (parts.length > 0) return parts.flatMap((part) => given(part, message, drawing));
  const whole = text(message["text"]);
  return message["type"] === "textV2"
    ? substituted(whole, object(message["substitution"]), drawing)
    : withEmojis(whole, list(message["emojis"]), drawing);
}

function given(part: Json, message: Json, drawing: Drawing): (Node | string)[] {
  const words = text(part["text"]);
  if (typeof part["tap"] !== "number")
    return message["type"] === "textV2"
      ? substituted(words, object(message["substitution"]), drawing)
      : linked(words, drawing);
  return [link(words, { type: "uri", uri: words, link: part["tap"] }, drawing)];
}

/** LINE's own emoji: a `$` at each given place (LINE reference, “Text message”, in UTF-16 units). */
function withEmojis(whole: string, emojis: Json[], drawing: Drawing): (Node | string)[] {
  const places = emojis.map((one) => number(one["index"], -1)).filter((at) => whole[at] === "$");
  const found: (Node | string)[] = [];
  let from = 0;
  for (const at of places.sort((one, other) => one - other)) {
    found.push(...linked(whole.slice(from, at), drawing), emoji(drawing));
    from = at + 1;
  }
  return [...found, ...linked(whole.slice(from), drawing)];
}

/** `{name}` stands for an emoji or a mention; doubled braces are braces. */
function substituted(whole: string, values: Json, drawing: Drawing): (Node | string)[] {
  return whole.split(/(\{\{|\}\}|\{\w+\})/).flatMap((piece): (Node | string)[] => {
    if (piece === "{{" || piece === "}}") return [piece.slice(1)];
    const name = /^\{(\w+)\}$/.exec(piece)?.[1];
    if (!name || !Object.hasOwn(values, name)) return linked(piece, drawing);
    return [stands(object(values[name]), name, drawing)];
  });
}

/** LINE writes who is mentioned: “@All” in every language, or a name that only LINE knows. */
function stands(value: Json, name: string, drawing: Drawing): HTMLElement {
  if (value["type"] === "emoji") return emoji(drawing);
  const isAll = object(value["mentionee"])["type"] === "all";
  return el("span", { class: "ls-chat__mention" }, `@${isAll ? "All" : name}`);
}

function emoji({ t }: Drawing): HTMLElement {
  return el("span", { class: "ls-chat__emoji", role: "img", "aria-label": t("emoji") }, icon("smile"));
}

function linked(words: string, drawing: Drawing): (Node | string)[] {
  const found: (Node | string)[] = [];
  let from = 0;
  for (const match of words.matchAll(LINK)) {
    const uri = match[0].replace(TRAILING, "");
    found.push(words.slice(from, match.index), link(uri, { type: "uri", uri }, drawing));
    from = match.index + uri.length;
  }
  return [...found, words.slice(from)].filter((piece) => piece !== "");
}

function link(words: string, action: Json, drawing: Drawing): HTMLElement {
  return tappable("ls-chat__link", action, drawing, words);
}

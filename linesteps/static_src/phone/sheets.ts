// What slides over the chat: the in-app browser, the date picker, short notices.

import { allowedUrl, el } from "../chat/dom";
import type { Json, Visit } from "./server";
import { t } from "./strings";
import { text } from "../chat/json";

/** The in-app browser with the page a link led to; `add` adds the account as a friend, if a page leads to that. */
export function openBrowser(uri: string, visit: Visit | null, add: () => void): void {
  const url = allowedUrl(visit?.location ?? uri);
  if (!url) return notice(t("dialled", { uri }));
  const sheet = dialog("browser-sheet", t("browser"));
  sheet.append(
    el(
      "header",
      {},
      el("span", { class: "address", title: url }, url),
      el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, t("open_tab")),
      el(
        "button",
        { type: "button", class: "primary", "data-testid": "browser-close", onclick: () => sheet.close() },
        t("close"),
      ),
    ),
    el("iframe", {
      src: url,
      title: t("browser"),
      sandbox: "allow-scripts allow-forms allow-same-origin allow-popups",
    }),
    visit && visit.status > 0
      ? el("p", { class: "quiet" }, t("browser_visited", { status: visit.status }))
      : el("p", { class: "quiet" }, uri),
  );
  // A LIFF page may close its own window; LINE's own screens for adding and for the chat lie over it.
  const close = (event: MessageEvent): void => {
    const type = (event.data as { type?: string } | null)?.type ?? "";
    const isOurs = event.origin === window.location.origin;
    if (type === "liff.closeWindow" || (isOurs && ["line.add", "line.chat"].includes(type))) sheet.close();
    if (isOurs && type === "line.add") add();
  };
  window.addEventListener("message", close);
  sheet.addEventListener("close", () => window.removeEventListener("message", close));
  sheet.showModal();
}

/** Ask for a date or time; `done` gets the postback's params. */
export function pickTime(action: Json, done: (params: Record<string, string>) => void): void {
  const mode = text(action["mode"]) || "date";
  const sheet = dialog("picker-sheet", t("choose_time"));
  const input = el("input", {
    type: mode === "datetime" ? "datetime-local" : mode,
    required: true,
    min: text(action["min"]).replace("t", "T") || null,
    max: text(action["max"]).replace("t", "T") || null,
    value: text(action["initial"]).replace("t", "T"),
    "aria-label": t("choose_time"),
  });
  sheet.append(
    el(
      "form",
      {
        onsubmit: (event) => {
          event.preventDefault();
          sheet.close();
          done({ [mode]: input.value });
        },
      },
      el("p", {}, text(action["label"]) || t("choose_time")),
      input,
      el(
        "div",
        { class: "row" },
        el("button", { type: "submit", class: "primary" }, t("choose")),
        el("button", { type: "button", class: "ghost", onclick: () => sheet.close() }, t("cancel")),
      ),
    ),
  );
  sheet.showModal();
}

/** What the camera sees: one of the posters on the wall, or any other address. */
export function scanCode(posters: { name: string; url: string }[], open: (url: string) => void): void {
  const sheet = dialog("scan-sheet", t("scan"));
  const go = (url: string): void => {
    sheet.close();
    open(url);
  };
  const input = el("input", {
    type: "url",
    required: true,
    placeholder: "https://",
    "aria-label": t("scan_url"),
  });
  sheet.append(
    el("p", {}, t("scan_what")),
    ...posters.map((poster) =>
      el(
        "button",
        {
          type: "button",
          class: "wide",
          "data-testid": `poster-${poster.name}`,
          onclick: () => go(poster.url),
        },
        poster.name,
      ),
    ),
    el(
      "form",
      {
        onsubmit: (event) => {
          event.preventDefault();
          go(input.value);
        },
      },
      el("p", {}, t("scan_url")),
      input,
      el(
        "div",
        { class: "row" },
        el("button", { type: "submit", class: "primary" }, t("scan_open")),
        el("button", { type: "button", class: "ghost", onclick: () => sheet.close() }, t("cancel")),
      ),
    ),
  );
  sheet.showModal();
}

function dialog(testid: string, label: string): HTMLDialogElement {
  const sheet = el("dialog", { class: testid, "data-testid": testid, "aria-label": label });
  sheet.addEventListener("close", () => sheet.remove());
  document.body.append(sheet);
  return sheet;
}

const notices = el("div", { class: "notices", role: "status" });

/** A short notice at the bottom of the page. */
export function notice(words: string): void {
  if (!notices.isConnected) document.body.append(notices);
  const node = el("div", { class: "notice" }, words);
  notices.append(node);
  window.setTimeout(() => node.remove(), 5000);
}

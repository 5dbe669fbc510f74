/**
 * The one script on a site's public pages. It keeps nothing in the browser: the token of an arrival stays in
 * memory until the visitor answers, and only the server sets a cookie, after a yes.
 */

import "./main.css";

interface Asked {
  asks: boolean;
  tied?: boolean;
  heading: string;
  notice: string;
  yes: string;
  no: string;
  more: string;
  done: string;
  kept: string;
  failed: string;
}

const MARK = "linesteps=";
const FLAG = "linesteps_visits=1";

function start(): void {
  const script = document.getElementById("linesteps-visits");
  if (!(script instanceof HTMLScriptElement)) return;
  const settings = script.dataset;
  const token = takeToken();
  const tell = (): void => {
    if (settings.page) void post(settings.visitUrl, { page: settings.page });
  };
  if (token) {
    void arrive(settings, token, tell);
    // For a consent manager of the site's own, which may be answered later on this page.
    window.addEventListener("linesteps:consent", () => void arrive(settings, token, tell));
  } else if (settings.always !== undefined || document.cookie.split("; ").includes(FLAG)) {
    tell();
  }
}

/** The token behind the `#`, which is taken off before anybody can copy the address. */
function takeToken(): string {
  const hash = window.location.hash.slice(1);
  const at = hash.lastIndexOf(MARK);
  if (at < 0 || (at > 0 && hash[at - 1] !== "&")) return "";
  const rest = hash.slice(0, Math.max(0, at - 1));
  const clean = window.location.pathname + window.location.search;
  window.history.replaceState(window.history.state, "", rest ? `${clean}#${rest}` : clean);
  if (rest) document.getElementById(decoded(rest))?.scrollIntoView();
  return hash.slice(at + MARK.length);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function arrive(settings: DOMStringMap, token: string, tell: () => void): Promise<void> {
  const language = document.documentElement.lang;
  const answer = await post(settings.askUrl, { token, language });
  if (!answer?.ok) return;
  const asked = (await answer.json()) as Asked;
  if (asked.tied) tell();
  if (!asked.asks) return;
  await addStyle(settings.style);
  ask(settings, asked, { token, language }, tell);
}

function ask(settings: DOMStringMap, asked: Asked, said: Record<string, string>, tell: () => void): void {
  if (document.querySelector(".ls-visits")) return;
  const before = document.activeElement;
  const banner = element("section", "ls-visits");
  banner.tabIndex = -1;
  banner.setAttribute("aria-labelledby", "ls-visits-heading");
  const heading = element("h2", "", asked.heading);
  heading.id = "ls-visits-heading";
  const acts = element("div", "ls-visits__acts");
  const status = element("p", "");
  status.setAttribute("role", "status");
  status.hidden = true;
  const more = document.createElement("a");
  more.href = settings.choiceUrl ?? "";
  more.textContent = asked.more;
  const close = (): void => {
    banner.remove();
    if (before instanceof HTMLElement) before.focus();
  };
  const answer = async (word: "yes" | "no"): Promise<void> => {
    const reply = await post(settings.answerUrl, { ...said, answer: word });
    status.hidden = false;
    if (!reply?.ok) {
      status.textContent = asked.failed;
      return;
    }
    acts.remove();
    status.textContent = word === "yes" ? asked.done : asked.kept;
    if (word === "yes") tell();
    banner.focus();
    window.setTimeout(close, 6000);
  };
  // “No” first: neither place nor look suggests an answer.
  for (const word of ["no", "yes"] as const) {
    const button = element("button", "ls-visits__button", asked[word]) as HTMLButtonElement;
    button.type = "button";
    button.addEventListener("click", () => void answer(word));
    acts.append(button);
  }
  banner.append(heading, element("p", "", asked.notice), acts, status, more);
  document.body.append(banner);
  banner.focus({ preventScroll: true });
}

function element(name: string, className: string, text = ""): HTMLElement {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

/** Adds it and waits until it is there, so that nobody sees the question bare; without one the question comes all the same. */
function addStyle(address: string | undefined): Promise<void> {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = address ?? "";
  return new Promise((done) => {
    link.addEventListener("load", () => done());
    link.addEventListener("error", () => done());
    document.head.append(link);
  });
}

async function post(url: string | undefined, said: Record<string, string>): Promise<Response | null> {
  try {
    return await fetch(url ?? "", {
      method: "POST",
      body: JSON.stringify(said),
      headers: { "Content-Type": "application/json" },
      credentials: "same-origin",
      keepalive: true,
    });
  } catch {
    // The page stays as it is; a visit that is not told is no harm.
    return null;
  }
}

start();

// The LIFF page: ask LINE's SDK for the ID token, let the server ask LINE whose it is, and go where it says.
//
// Nothing of the person is read here, and nothing but the token is sent. Where that does not work, a link leads on all
// the same; what is personal says in words what to do.

import "../coupon-page/main.css";
import "./main.css";

interface Liff {
  init(options: { liffId: string }): Promise<void>;
  isLoggedIn(): boolean;
  isInClient(): boolean;
  getIDToken(): string | null;
  login(options: { redirectUri: string }): void;
  logout(): void;
  closeWindow(): void;
}

interface Answer {
  go?: string;
  say?: string;
}

/** LINE's SDK has so long to find out where it is (milliseconds). */
const PATIENCE = 8000;
/** After so long a link can be followed by hand. */
const SLOW = 4000;

const sdk = (): Liff | undefined => (window as unknown as { liff?: Liff }).liff;
const page = document.querySelector<HTMLElement>("[data-ls-liff]");
if (page) start(page);

function start(main: HTMLElement): void {
  const anyway = main.dataset["anyway"] ?? "";
  const show = (name: string): void => {
    for (const part of main.querySelectorAll<HTMLElement>("[data-say]"))
      part.hidden = part.dataset["say"] !== name;
    main.querySelector<HTMLElement>(`[data-say="${CSS.escape(name)}"]`)?.focus();
  };
  const give = (name: string): void => (anyway ? window.location.replace(anyway) : show(name));

  show("wait");
  window.setTimeout(() => {
    const slow = main.querySelector<HTMLElement>("[data-slow]");
    if (slow) slow.hidden = false;
  }, SLOW);
  main.addEventListener("click", (event) => {
    const pressed = (event.target as HTMLElement).closest<HTMLElement>("[data-act]");
    if (pressed) act(pressed.dataset["act"] ?? "");
  });
  ask(main).then(
    (answer) => (answer.go ? window.location.replace(answer.go) : give(answer.say ?? "later")),
    () => give("later"),
  );
}

async function ask(main: HTMLElement): Promise<Answer> {
  const liff = sdk();
  if (!liff) return { say: "later" };
  try {
    await soon(liff.init({ liffId: main.dataset["lsLiff"] ?? "" }));
  } catch {
    return { say: "outside" };
  }
  if (!liff.isLoggedIn()) return { say: "outside" };
  const token = liff.getIDToken();
  if (!token) return { say: liff.isInClient() ? "refused" : "outside" };
  const answer = await fetch(main.dataset["post"] ?? "", {
    method: "POST",
    credentials: "same-origin",
    headers: { "X-CSRFToken": main.dataset["csrf"] ?? "" },
    body: new URLSearchParams({ id_token: token }),
  });
  return (await answer.json()) as Answer;
}

function soon(work: Promise<void>): Promise<void> {
  return Promise.race([
    work,
    new Promise<void>((_done, fail) => window.setTimeout(() => fail(new Error("slow")), PATIENCE)),
  ]);
}

function act(name: string): void {
  const liff = sdk();
  if (name === "again" || !liff) return window.location.reload();
  if (name === "close") return liff.closeWindow();
  // A token that has run out is kept by the browser; only a new login brings another.
  if (liff.isLoggedIn()) liff.logout();
  liff.login({ redirectUri: window.location.href.split("#")[0] ?? "" });
}

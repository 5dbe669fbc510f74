// Stands in for LINE's LIFF SDK in the emulator, so that a demo needs no internet. It does what LINE documents of the
// few calls that our pages make: the token comes in the address's fragment, and `liff.state` is followed by init().

interface Kept {
  token: string;
  inClient: boolean;
}

const emulator = new URL((document.currentScript as HTMLScriptElement).src).origin;
let app = "";

const key = (): string => `liff-stand-in ${app}`;

function kept(): Kept | null {
  const text = window.sessionStorage.getItem(key());
  return text ? (JSON.parse(text) as Kept) : null;
}

/** What LINE put into the fragment, which then disappears from the address. */
function takeToken(): void {
  const given = new URLSearchParams(window.location.hash.slice(1));
  if (!given.has("id_token") && !given.has("access_token") && !given.has("error")) return;
  const found: Kept = { token: given.get("id_token") ?? "", inClient: given.has("context_token") };
  if (!given.has("error")) window.sessionStorage.setItem(key(), JSON.stringify(found));
  window.history.replaceState(null, "", window.location.pathname + window.location.search);
}

async function init(options: { liffId: string }): Promise<void> {
  if (!options.liffId) throw new Error("INVALID_CONFIG");
  app = options.liffId;
  takeToken();
  const query = new URLSearchParams(window.location.search);
  const state = query.get("liff.state");
  if (state === null) return;
  const target = new URL(window.location.origin + window.location.pathname.replace(/\/$/, "") + state);
  window.location.replace(target.href);
  // LINE's goes on in the page that opens now, too.
  await new Promise(() => undefined);
}

Object.assign(window, {
  liff: {
    init,
    isLoggedIn: (): boolean => kept() !== null,
    isInClient: (): boolean => kept()?.inClient ?? false,
    getIDToken: (): string | null => kept()?.token || null,
    getOS: (): string => {
      const agent = window.navigator.userAgent;
      if (/iPhone|iPad|iPod/.test(agent)) return "ios";
      return /Android/.test(agent) ? "android" : "web";
    },
    login: (options?: { redirectUri?: string }): void => {
      const back = options?.redirectUri ?? window.location.href.split("#")[0] ?? "";
      const query = new URLSearchParams({ liff_id: app, back });
      window.location.href = `${emulator}/emulator/login?${query}`;
    },
    logout: (): void => window.sessionStorage.removeItem(key()),
    closeWindow: (): void => {
      window.parent.postMessage({ type: "liff.closeWindow" }, emulator);
      window.close();
    },
  },
});

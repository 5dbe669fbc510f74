// What somebody is writing in a form: told a moment after the last change, and asked about at the server.

/**
 * Tells that something inside an element may have changed, once nothing more has for a moment.
 *
 * Choosers change hidden fields without an event, and blocks come and go, so the elements are watched as well.
 */
export class Watch {
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private readonly observer: MutationObserver;

  constructor(
    private readonly element: HTMLElement,
    private readonly waitMs: number,
    private readonly tell: () => void,
    isNews: (change: MutationRecord) => boolean = () => true,
  ) {
    this.observer = new MutationObserver((changes) => {
      if (changes.some(isNews)) this.soon();
    });
  }

  start(): void {
    for (const type of ["input", "change"]) this.element.addEventListener(type, this.soon);
    this.observer.observe(this.element, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: ["value"],
    });
  }

  stop(): void {
    clearTimeout(this.waiting);
    this.observer.disconnect();
    for (const type of ["input", "change"]) this.element.removeEventListener(type, this.soon);
  }

  readonly soon = (): void => {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(this.tell, this.waitMs);
  };
}

/** All fields of the form around an element but files, as a form posts them. */
export function written(element: HTMLElement): string {
  const form = element.closest("form");
  if (!form) return "";
  const pairs = [...new FormData(form)].filter(([, value]) => typeof value === "string");
  return new URLSearchParams(pairs as [string, string][]).toString();
}

/** Ask the server about fields that are not saved. */
export function ask(url: string, fields: string, signal: AbortSignal | null = null): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/x-www-form-urlencoded", Accept: "application/json" },
    body: fields,
    credentials: "same-origin",
    signal,
  });
}

// The rest of the page: the start conditions, which are a StreamField of their own, Wagtail's watch over
// unsaved edits, and links to steps.

import type { Builder } from "./builder";

const TRIGGERS = "triggers-";

function triggersPanel(): HTMLElement | null {
  return document.querySelector<HTMLElement>(".ls-panel-triggers");
}

/** The fields of the start conditions as they would be posted. */
export function triggerFields(form: HTMLFormElement | null): string {
  const fields = form ? [...new FormData(form)] : [];
  const own = fields.filter(([name]) => name.startsWith(TRIGGERS)) as [string, string][];
  return new URLSearchParams(own).toString();
}

export function showTriggers(): void {
  const panel = triggersPanel();
  panel?.scrollIntoView({ block: "center" });
  panel?.querySelector<HTMLElement>(".c-sf-add-button, input:not([type=hidden]), select, button")?.focus();
}

/** The step that an address such as `#block-…-section` means; the problems on top of the page use them. */
export function linkedStep(builder: Builder, hash: string): string | null {
  const id = /^#block-(.+)-section$/.exec(hash)?.[1];
  return id && builder.spots.has(id) ? id : null;
}

export function listenAround(
  builder: Builder,
  form: HTMLFormElement | null,
  signal: AbortSignal,
  open: (id: string) => void,
): void {
  const onChange = (event: Event): void => {
    const name = (event.target as HTMLInputElement).name ?? "";
    if (name === "account" || name.startsWith(TRIGGERS)) builder.describeSoon();
  };
  for (const type of ["input", "change"]) form?.addEventListener(type, onChange, { signal });
  const watchTriggers = (): void => {
    const panel = triggersPanel();
    if (!panel) return;
    const observer = new MutationObserver(() => builder.describeSoon());
    observer.observe(panel, { childList: true, subtree: true });
    signal.addEventListener("abort", () => observer.disconnect());
    builder.describeSoon();
  };
  // The start conditions stand below the builder: they may not have been read yet.
  if (document.readyState === "loading")
    document.addEventListener("DOMContentLoaded", watchTriggers, { signal, once: true });
  else watchTriggers();
  // Wagtail takes its first look at the form after two seconds; what was drawn before is an edit, too.
  form?.addEventListener(
    "w-unsaved:watch-edits",
    () => {
      if (builder.steps !== builder.first) form.dataset["wUnsavedForceValue"] = "true";
    },
    { signal, once: true },
  );
  form?.addEventListener("w-autosave:success", () => builder.say(builder.t("saved"), false), { signal });
  document.addEventListener(
    "click",
    (event) => {
      const link = (event.target as Element).closest?.("a");
      const id = linkedStep(builder, link?.getAttribute("href") ?? "");
      if (!id) return;
      event.preventDefault();
      open(id);
    },
    { signal },
  );
}

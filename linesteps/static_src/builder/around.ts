// The rest of the page: Wagtail's watch over unsaved edits, links to steps, and the name.

import type { Builder } from "./builder";

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

/** Where a new scenario begins: with its name, which is made up, so that the first letter replaces it. */
export function focusName(form: HTMLFormElement | null): void {
  const name = form?.querySelector<HTMLInputElement>('[name="name"]');
  if (!name || (document.activeElement && document.activeElement !== document.body)) return;
  name.focus({ preventScroll: true });
  name.select();
}

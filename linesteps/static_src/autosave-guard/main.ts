// Wagtail 8.0.1 shows an edit as saved that was made between the capture of the form and the server's
// answer, and never saves it. Compare what was sent with what is there; if they differ, save once more.

const IGNORED = new Set([
  "csrfmiddlewaretoken",
  "loaded_revision_id",
  "loaded_revision_created_at",
  "overwrite_revision_id",
  "next",
]);

function flat(data: FormData): string {
  return [...data]
    .filter(
      ([name, value]) => !IGNORED.has(name) && typeof value === "string" && !name.startsWith("comments-"),
    )
    .map(([name, value]) => `${name}=${String(value)}`)
    .join("\u0000");
}

let sent: string | null = null;

document.addEventListener("w-autosave:save", (event) => {
  sent = flat((event as CustomEvent<{ formData: FormData }>).detail.formData);
});

document.addEventListener("w-autosave:success", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || sent === null || flat(new FormData(form)) === sent) return;
  const detail = { type: "edits" };
  form.dispatchEvent(new CustomEvent("w-unsaved:add", { bubbles: true, cancelable: true, detail }));
});

export {};

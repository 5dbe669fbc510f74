// Two defects of Wagtail's autosave (8.0.1), guarded.
//
// An edit that was made between the capture of the form and the server's answer is shown as saved, and never
// saved: compare what was sent with what is there; if they differ, save once more.
//
// A form that is submitted while an autosave is under way is saved twice: a new scenario becomes two, and a
// draft may arrive behind its own publication. So the submission waits for the answer.

const IGNORED = new Set([
  "csrfmiddlewaretoken",
  "loaded_revision_id",
  "loaded_revision_created_at",
  "overwrite_revision_id",
  "next",
]);
/** Longer than any answer; whoever presses a button must not be left standing. */
const PATIENCE_MS = 8000;

function flat(data: FormData): string {
  return [...data]
    .filter(
      ([name, value]) => !IGNORED.has(name) && typeof value === "string" && !name.startsWith("comments-"),
    )
    .map(([name, value]) => `${name}=${String(value)}`)
    .join("\u0000");
}

let sent: string | null = null;
let isUnderWay = false;
let isLeaving = false;
let waiting: { form: HTMLFormElement; submitter: HTMLElement | null } | null = null;
let patience: ReturnType<typeof setTimeout> | undefined;

document.addEventListener("w-autosave:save", (event) => {
  if (isLeaving) {
    // The page goes, with everything in it.
    event.preventDefault();
    return;
  }
  isUnderWay = true;
  sent = flat((event as CustomEvent<{ formData: FormData }>).detail.formData);
});

document.addEventListener("w-autosave:success", (event) => {
  const form = event.target;
  isUnderWay = false;
  if (waiting) {
    submit();
    return;
  }
  if (!(form instanceof HTMLFormElement) || sent === null || flat(new FormData(form)) === sent) return;
  const detail = { type: "edits" };
  form.dispatchEvent(new CustomEvent("w-unsaved:add", { bubbles: true, cancelable: true, detail }));
});

document.addEventListener("w-autosave:error", () => {
  isUnderWay = false;
  if (waiting) submit();
});

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!isUnderWay || !(form instanceof HTMLFormElement) || !form.matches("#w-editor-form")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting = { form, submitter: event.submitter };
    clearTimeout(patience);
    patience = setTimeout(submit, PATIENCE_MS);
  },
  { capture: true },
);

/** What was pressed, now that the form is saved nowhere else. */
function submit(): void {
  clearTimeout(patience);
  if (!waiting) return;
  const { form } = waiting;
  let { submitter } = waiting;
  waiting = null;
  isUnderWay = false;
  // With its first save, Wagtail draws the buttons of a new form again.
  if (submitter instanceof HTMLButtonElement && !submitter.isConnected)
    submitter = form.querySelector<HTMLElement>(
      submitter.name ? `button[name="${CSS.escape(submitter.name)}"]` : "button.action-save",
    );
  // Pressed once, it is disabled, and what is disabled says nothing.
  if (submitter instanceof HTMLButtonElement) submitter.disabled = false;
  isLeaving = true;
  form.requestSubmit(submitter);
}

window.addEventListener("submit", (event) => {
  // Others may ask first; then the page stays.
  if (event.defaultPrevented) isLeaving = false;
});

export {};

// The parts of Wagtail's admin that the builder uses. Much of it is undocumented, though unchanged for
// years: nothing else in the builder touches it.

interface BlockDefinition {
  meta?: { label?: string; icon?: string };
  childBlockDefsByName: Record<string, BlockDefinition>;
  render(placeholder: HTMLElement, prefix: string, state: unknown, error: unknown): Bound;
}

interface Bound {
  focus?(options?: unknown): void;
}

export interface Errors {
  messages?: string[];
  blockErrors?: Record<string, Errors>;
}

const page = window as unknown as {
  telepath: { unpack(packed: unknown): BlockDefinition };
  wagtail: { app: { register(name: string, controller: unknown): void } };
};

export function register(name: string, controller: unknown): void {
  page.wagtail.app.register(name, controller);
}

/** The forms of all kinds of steps. */
export class Forms {
  private readonly root: BlockDefinition;

  constructor(packed: string) {
    this.root = page.telepath.unpack(JSON.parse(packed));
  }

  has(type: string): boolean {
    return type in this.root.childBlockDefsByName;
  }

  /** Draws the form of one step in place of `placeholder`; returns how to focus its first field. */
  draw(
    type: string,
    placeholder: HTMLElement,
    prefix: string,
    state: unknown,
    error: Errors | null,
  ): () => void {
    const around = placeholder.parentElement;
    const bound = this.root.childBlockDefsByName[type]?.render(placeholder, prefix, state, error);
    unfoldNote(around);
    return () => bound?.focus?.({ soft: false });
  }
}

/** The group with the note for colleagues comes folded up; one that says something is opened. */
function unfoldNote(form: HTMLElement | null): void {
  for (const group of form?.querySelectorAll(".ls-note-group") ?? []) {
    const toggle = group.closest("[data-panel]")?.querySelector<HTMLElement>("[data-panel-toggle]");
    if (group.querySelector("textarea")?.value && toggle?.getAttribute("aria-expanded") === "false")
      toggle.click();
  }
}

/** Errors as Wagtail nests them, from problems and their places inside the value. */
export function nestErrors(problems: { message: string; path: (string | number)[] }[]): Errors | null {
  if (problems.length === 0) return null;
  const root: Errors = {};
  for (const { message, path } of problems) {
    let at = root;
    for (const part of path) {
      at.blockErrors ??= {};
      at = at.blockErrors[String(part)] ??= {};
    }
    (at.messages ??= []).push(message);
  }
  return root;
}

interface Config {
  CSRF_TOKEN?: string;
  KEYBOARD_SHORTCUTS_ENABLED?: boolean;
}

function config(): Config {
  const text = document.getElementById("wagtail-config")?.textContent;
  return text ? (JSON.parse(text) as Config) : {};
}

export function csrfToken(): string {
  const field = document.querySelector<HTMLInputElement>('input[name="csrfmiddlewaretoken"]');
  return field?.value ?? config().CSRF_TOKEN ?? "";
}

/** Whether the person wants shortcuts of single letters. */
export function wantsShortcuts(): boolean {
  return config().KEYBOARD_SHORTCUTS_ENABLED !== false;
}

/** Presses Wagtail's own button to publish; false when the person has none. */
export function askToPublish(): boolean {
  const button = document.querySelector<HTMLButtonElement>('#w-editor-form [name="action-publish"]');
  button?.click();
  return button !== null;
}

/** Whether the person may publish. */
export function mayPublish(): boolean {
  return document.querySelector('#w-editor-form [name="action-publish"]') !== null;
}

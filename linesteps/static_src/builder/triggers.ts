// The start conditions: a StreamField of their own below the picture. The card on top of the picture changes
// them, and undo takes their changes back, too.

import type { Builder } from "./builder";
import type { Group, Item } from "./menu";
import { rootBlock } from "../streamfield/bound";

const FIELD = "triggers";
const TYPED_MS = 400;
/** What starts nobody: the placeholder of unknown kinds, and who may start at all. */
const NO_START = ["lost_step", "only_for"];

function panel(): HTMLElement | null {
  return document.querySelector<HTMLElement>(".ls-panel-triggers");
}

/** The fields of the start conditions as they would be posted. */
export function triggerFields(form: HTMLFormElement | null): string {
  const fields = form ? [...new FormData(form)] : [];
  const own = fields.filter(([name]) => name.startsWith(`${FIELD}-`)) as [string, string][];
  return new URLSearchParams(own).toString();
}

export function showTriggers(): void {
  document.body.classList.remove("ls-wide");
  panel()?.scrollIntoView({ block: "center" });
  focusFirst();
}

function focusFirst(): void {
  const fields = panel()?.querySelectorAll<HTMLElement>("input:not([type=hidden]), textarea, select") ?? [];
  const shown = [...fields].filter((field) => field.checkVisibility());
  (shown[0] ?? panel()?.querySelector<HTMLElement>(".c-sf-add-button, button"))?.focus();
}

/** When somebody enters: kinds to choose from, while there is one at most; null where people must look. */
export function startMenu(more: string): Group[] | null {
  const root = rootBlock(FIELD);
  const kinds = root?.blockDef?.groupedChildBlockDefs ?? [];
  if (!root?.insert || !root.deleteBlock || (root.children?.length ?? 0) > 1 || kinds.length === 0)
    return null;
  const groups: Group[] = kinds.map(([label, some]) => ({
    label,
    items: some
      .filter((kind) => !NO_START.includes(kind.name))
      .map((kind): Item => ({
        label: kind.meta.label ?? kind.name,
        icon: kind.meta.icon ?? "user",
        run: () => choose(kind.name),
      })),
  }));
  return [
    ...groups.filter((group) => group.items.length > 0),
    { label: "", items: [{ label: more, icon: "cog", run: showTriggers }] },
  ];
}

/** Another start condition instead of the only one. */
function choose(kind: string): void {
  const root = rootBlock(FIELD);
  if (!root?.insert || !root.deleteBlock) return;
  if (root.children?.[0]?.type !== kind) {
    const value = structuredClone(root.blockDef?.initialChildStates?.[kind]);
    root.insert({ type: kind, value, id: crypto.randomUUID() }, 0, { animate: false });
    if ((root.children?.length ?? 0) > 1) root.deleteBlock(1, { animate: false });
  }
  showTriggers();
}

/** Keeps the builder's history informed of what is changed in the fields, and takes it back. */
export class Triggers {
  private known = "";
  private typing: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly builder: Builder,
    form: HTMLFormElement | null,
    signal: AbortSignal,
  ) {
    builder.triggers = { read: () => this.read(), write: (state) => this.write(state) };
    const onChange = (event: Event): void => {
      const name = (event.target as HTMLInputElement).name ?? "";
      if (name === "account") builder.describeSoon();
      if (name.startsWith(`${FIELD}-`)) this.lookSoon();
    };
    for (const type of ["input", "change"]) form?.addEventListener(type, onChange, { signal });
    const watch = (): void => {
      const place = panel();
      if (!place) return;
      this.known = this.read();
      const observer = new MutationObserver(() => this.lookSoon());
      observer.observe(place, { childList: true, subtree: true });
      signal.addEventListener("abort", () => observer.disconnect());
      builder.describeSoon();
    };
    // They stand below the builder: they may not have been read yet.
    if (document.readyState === "loading")
      document.addEventListener("DOMContentLoaded", watch, { signal, once: true });
    else watch();
  }

  private read(): string {
    const root = rootBlock(FIELD);
    return root?.getState ? JSON.stringify(root.getState()) : "";
  }

  private lookSoon(): void {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.look(), TYPED_MS);
  }

  private look(): void {
    const now = this.read();
    const before = this.known;
    this.known = now;
    if (now === before) return;
    // Not yet drawn before: nobody has changed anything.
    if (before) this.builder.triggersChanged(before);
    else this.builder.describeSoon();
  }

  private write(state: string): void {
    if (!state || state === this.read()) return;
    rootBlock(FIELD)?.setState?.(JSON.parse(state));
    this.known = this.read();
    // Wagtail's autosave shall notice.
    panel()?.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

// Publishing: a button at the foot of the page, and the dialog with everything that should be right first.

import { Controller } from "@hotwired/stimulus";
import { el } from "../chat/dom";
import { jump, nowhere, placeInside } from "./jump";
import { Refused, Server } from "./server";
import { count, Shown } from "./shown";
import type { Aim, Finding, Start, Words } from "./types";
import "./main.css";

const TYPED_MS = 400;
/** So often the server is asked about what is still open; each time it looks for some seconds. */
const MOST_QUESTIONS = 6;
const OPENERS = 'button[name="action-publish"], button[name="action-submit"]';
const ANSWERS = ["inside", "deleted"];
const TYPED = "entries_per_day";

/**
 * The dialog, with the answers that are posted along with the form.
 *
 * @example
 * <div data-controller="ls-publish"><script type="application/json" id="ls-publish-start">…</script>
 *   <dialog data-ls-publish-target="dialog">…</dialog></div>
 */
class PublishController extends Controller<HTMLElement> {
  static override targets = ["dialog", "title", "go"];

  declare readonly dialogTarget: HTMLDialogElement;
  declare readonly titleTarget: HTMLElement;
  declare readonly goTarget: HTMLButtonElement;

  private start!: Start;
  private form!: HTMLFormElement;
  private server!: Server;
  private shown!: Shown;
  private opener: HTMLElement | null = null;
  private wanted: Finding | null = null;
  private typing: ReturnType<typeof setTimeout> | undefined;
  private round = 0;
  private isDrawn = false;
  private readonly leaving = new AbortController();

  override connect(): void {
    const form = this.element.closest("form");
    if (this.isDrawn || !form) return;
    this.isDrawn = true;
    this.form = form;
    this.start = JSON.parse(document.getElementById("ls-publish-start")?.textContent ?? "{}") as Start;
    this.server = new Server(this.start, form);
    const dialog = this.dialogTarget;
    const part = (name: string): HTMLElement =>
      dialog.querySelector<HTMLElement>(`[data-ls-publish-target="${name}"]`) ?? el("div");
    this.shown = new Shown(part, this.t, {
      go: (finding) => this.goTo(finding),
      greeting: (isOff) => void this.tell("greeting", { account: this.server.account, is_off: isOff }),
      vouch: (url) => void this.tell("vouch", { url }),
    });
    // Behind a tab that is not shown, nothing could be seen of the dialog.
    form.append(this.element);
    this.listen();
    this.placeButton();
  }

  override disconnect(): void {
    if (!this.element.isConnected) this.leaving.abort();
  }

  private readonly t: Words = (name, values = {}) =>
    (this.start.strings[name] ?? name).replace(/\{(\w+)\}/g, (place, key: string) =>
      String(values[key] ?? place),
    );

  // -- opening and closing --

  private listen(): void {
    const { signal } = this.leaving;
    // Before Wagtail's own listeners, which would say “Publishing…” already.
    document.addEventListener("click", (event) => this.onClick(event), { signal, capture: true });
    this.dialogTarget.addEventListener("close", () => this.onClose(), { signal });
    for (const type of ["input", "change"])
      this.dialogTarget.addEventListener(type, (event) => this.onAnswer(event), { signal });
    this.dialogTarget.addEventListener("keydown", (event) => {
      // Enter in a field of the form would save a draft.
      const field = event.target as HTMLElement;
      if (event.key === "Enter" && field.matches("input")) event.preventDefault();
    });
  }

  private onClick(event: Event): void {
    const target = event.target as Element;
    const link = target.closest<HTMLAnchorElement>('a[href="#ls-publish"]');
    const button = target.closest<HTMLButtonElement>(OPENERS);
    if (link) this.open("publish", link, event);
    else if (button && button.form === this.form && !this.dialogTarget.contains(button))
      this.open(button.name === "action-submit" ? "submit" : "publish", button, event);
  }

  /** One press away; Wagtail keeps its own button in the menu beside “save”. */
  private placeButton(): void {
    const foot = this.form.querySelector("footer nav");
    const isOut = this.start.mayPublish && this.form.querySelector('button[name="action-publish"]');
    const submit = this.form.querySelector('button[name="action-submit"]');
    if (!foot || (!isOut && !submit)) return;
    const aim: Aim = isOut ? "publish" : "submit";
    const button = el(
      "button",
      { type: "button", class: "button ls-publish__open", "aria-haspopup": "dialog" },
      this.label(aim),
    );
    button.addEventListener("click", (event) => this.open(aim, button, event));
    foot.append(button);
  }

  private label(aim: Aim): string {
    if (aim === "submit") return this.t("submit");
    return this.t(this.start.isLive ? "openLive" : "open");
  }

  private open(aim: Aim, opener: HTMLElement, event: Event): void {
    event.preventDefault();
    event.stopPropagation();
    this.opener = opener;
    this.shown.begin(aim, aim === "submit" ? this.t("titleSubmit") : "", this.label(aim));
    this.dialogTarget.showModal();
    this.titleTarget.focus();
    void this.look(true);
  }

  close(): void {
    this.dialogTarget.close();
  }

  private onClose(): void {
    this.round++;
    const { wanted } = this;
    this.wanted = null;
    if (wanted) {
      jump(wanted);
      return;
    }
    const back = this.opener?.isConnected && this.opener.checkVisibility() ? this.opener : null;
    (back ?? this.form.querySelector<HTMLElement>(".ls-publish__open"))?.focus({ preventScroll: true });
  }

  private goTo(finding: Finding): void {
    const inside = placeInside(this.dialogTarget, finding);
    if (inside) {
      inside.scrollIntoView({ block: "center" });
      inside.focus({ preventScroll: true });
      return;
    }
    // The browser gives the caret back when the dialog closes; only then it can go elsewhere.
    this.wanted = finding;
    this.dialogTarget.close();
  }

  /** To where a time or a page is chosen: the chooser opens a dialog of its own. */
  when(): void {
    this.goTo(nowhere("publish_with"));
  }

  /** The last press: the form goes off with everything in it, unless something stands in the way. */
  go(event: Event): void {
    if (this.shown.isBlocked) {
      event.preventDefault();
      this.shown.explain();
      return;
    }
    // Only after the form has gone: a button that cannot be pressed is not posted.
    setTimeout(() => {
      this.goTarget.disabled = true;
      this.goTarget.textContent = this.t(this.shown.aim === "publish" ? "publishing" : "submitting");
    });
  }

  // -- asking --

  /** What can be said at once, then what takes longer, until nothing is open any more. */
  private async look(isFirst: boolean): Promise<void> {
    const mine = ++this.round;
    try {
      for (let question = 0; question <= MOST_QUESTIONS; question++) {
        const list = await this.server.list(question === 0 ? "look" : "ask");
        if (!list || mine !== this.round) return;
        this.shown.draw(list);
        if (question === 0 && isFirst) this.shown.rows.first("error")?.focus();
        if (!count(list, "waiting")) return;
      }
    } catch (error) {
      if (mine === this.round) this.fail(error);
    }
  }

  private async tell(what: "greeting" | "vouch", data: Record<string, unknown>): Promise<void> {
    try {
      await this.server.post(what, data);
    } catch (error) {
      this.fail(error);
      return;
    }
    await this.look(false);
  }

  private fail(error: unknown): void {
    this.shown.say(error instanceof Refused ? error.message : this.t("failed"));
  }

  private onAnswer(event: Event): void {
    const { name } = event.target as HTMLInputElement;
    if (name !== TYPED && (event.type === "input" || !ANSWERS.includes(name))) return;
    this.shown.showDeleted();
    clearTimeout(this.typing);
    this.typing = setTimeout(() => void this.look(false), name === TYPED ? TYPED_MS : 0);
  }
}

const { wagtail } = window as unknown as {
  wagtail: { app: { register(name: string, controller: unknown): void } };
};
wagtail.app.register("ls-publish", PublishController);

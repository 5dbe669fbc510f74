// Sending the selected step to registered testers, and telling how it went.

import type { PublicBuilder } from "../builder/outside";
import { el } from "../chat/dom";
import { Refused, type Server } from "../simulator/server";
import type { SentTest, Tester, Words } from "./types";

const LOOK_MS = 1000;
const PATIENCE = 20;

export class Testing {
  readonly element: HTMLDetailsElement;
  private readonly list = el("div", { class: "ls-phone__testers" });
  private readonly button: HTMLButtonElement;
  private readonly left = el("small", {});
  private readonly result = el("ul", { class: "ls-phone__result", role: "status" });
  private account = "";
  private looking: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly t: Words,
    private readonly server: Server,
    private readonly builder: PublicBuilder,
    private readonly canSend: () => boolean,
  ) {
    this.button = el("button", { type: "button", class: "button button-small", onclick: () => void this.send() }, t("sendTest")); // prettier-ignore
    this.element = el(
      "details",
      { class: "ls-phone__test" },
      el("summary", {}, t("test")),
      el("p", { class: "ls-phone__note" }, t("testNote")),
      el("fieldset", {}, el("legend", {}, t("testers")), this.list),
      el("p", { class: "ls-phone__send" }, this.button, this.left),
      this.result,
    );
    this.element.addEventListener("toggle", () => {
      if (this.element.open) void this.load();
    });
  }

  /** Open it, and put the focus to where one begins. */
  open(): void {
    this.element.open = true;
    this.element.querySelector("summary")?.focus();
    this.element.scrollIntoView({ block: "nearest" });
  }

  /** Another step, or another account. */
  refresh(): void {
    this.button.disabled = !this.canSend();
    this.button.title = this.button.disabled ? this.t("noStep") : "";
    if (this.element.open && this.account !== this.server.account) void this.load();
  }

  private async load(): Promise<void> {
    this.account = this.server.account;
    this.refresh();
    try {
      const query = { account: this.account };
      const { testers, left } = await this.server.get<{ testers: Tester[]; left: number }>("testers", query);
      this.showLeft(left);
      const chosen = new Set(this.chosen());
      const rows = testers.map((one) => this.row(one, chosen.has(one.id) || testers.length === 1));
      this.list.replaceChildren(...(rows.length > 0 ? rows : [el("p", {}, this.t("noTesters"))]));
    } catch (error) {
      this.say([error instanceof Refused ? error.message : this.t("failed")]);
    }
  }

  private row({ id, name, is_friend, status }: Tester, isChosen: boolean): HTMLElement {
    // Without a name: a choice here is no edit of the scenario.
    const box = el("input", { type: "checkbox", value: id, checked: isChosen && is_friend, disabled: !is_friend }); // prettier-ignore
    return el("label", {}, box, is_friend ? name : this.t("isBlocked", { name, status }));
  }

  private chosen(): number[] {
    const boxes = this.list.querySelectorAll<HTMLInputElement>("input:checked");
    return [...boxes].map((box) => Number(box.value));
  }

  private async send(): Promise<void> {
    const testers = this.chosen();
    const step = this.builder.selected();
    if (testers.length === 0 || !step) {
      this.say([this.t(step ? "chooseTester" : "noStep")]);
      return;
    }
    clearTimeout(this.looking);
    this.button.disabled = true;
    try {
      await this.builder.settle();
      const data = { step, testers };
      const answer = await this.server.post<{ sent: SentTest[]; blocked: string[]; left: number }>("send_test", data); // prettier-ignore
      this.showLeft(answer.left);
      const blocked = answer.blocked.length > 0 ? [this.t("blocked", { names: answer.blocked.join(", ") })] : []; // prettier-ignore
      this.follow(answer.sent, blocked, PATIENCE);
    } catch (error) {
      this.say([error instanceof Refused ? error.message : this.t("failed")]);
    } finally {
      this.refresh();
    }
  }

  /** Says how far the tests have come, until all have an end. */
  private follow(sent: SentTest[], more: string[], patience: number): void {
    const lines = sent.map(({ name, state, status, reason }) =>
      this.t(`state.${state}`, { name, status, reason }),
    );
    const isWaiting = sent.some(({ state }) => state === "waiting");
    this.say([...lines, ...more, ...(isWaiting && patience === 0 ? [this.t("slow")] : [])]);
    if (!isWaiting || patience === 0) return;
    const ids = sent.map(({ id }) => id).join(",");
    this.looking = setTimeout(() => {
      void this.server
        .get<{ sent: SentTest[] }>("test_status", { ids })
        .then((answer) => this.follow(answer.sent, more, patience - 1))
        .catch(() => this.say([...lines, ...more, this.t("slow")]));
    }, LOOK_MS);
  }

  private showLeft(left: number): void {
    this.left.textContent = this.t("testsLeft", { n: left });
  }

  private say(lines: string[]): void {
    const shown = [...this.result.children].map((one) => one.textContent);
    // A screen reader hears only what is new.
    if (JSON.stringify(shown) !== JSON.stringify(lines))
      this.result.replaceChildren(...lines.map((line) => el("li", {}, line)));
  }
}

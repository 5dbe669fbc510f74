// Who is looking at the phone: an example person, or the facts of a real friend.

import { el } from "../chat/dom";
import { friendSearch } from "../simulator/friends";
import type { Server } from "../simulator/server";
import type { People, Who } from "../simulator/types";
import type { Words } from "./types";

const REAL = "real";

export class Sample {
  readonly element: HTMLElement;
  private readonly choice = el("select", {});
  private readonly search = el("div", { class: "ls-phone__search" });
  private people: People | null = null;
  private account = "";
  private copied: { id: number; name: string } | null = null;

  constructor(
    private readonly t: Words,
    private readonly server: Server,
    private readonly onChange: () => void,
  ) {
    this.choice.setAttribute("aria-label", t("who"));
    this.choice.title = t("who");
    this.choice.addEventListener("change", () => this.choose());
    this.element = el("div", { class: "ls-phone__who" }, this.choice, this.search);
  }

  /** Null as long as nobody was chosen: the server knows the first example as well. */
  get who(): Who | null {
    if (this.copied) return { follower: this.copied.id };
    return this.people?.examples[Number(this.choice.value)]?.persona ?? null;
  }

  /** Ask for the examples, once for each account. */
  async load(): Promise<void> {
    if (this.people && this.account === this.server.account) return;
    this.account = this.server.account;
    this.people = await this.server.people("");
    this.copied = null;
    this.search.replaceChildren();
    const options = this.people.examples.map(({ label }, number) => el("option", { value: number }, label));
    if (this.people.may_search) options.push(el("option", { value: REAL }, this.t("realFriend")));
    this.choice.replaceChildren(...options);
  }

  private choose(): void {
    this.copied = null;
    if (this.choice.value !== REAL) {
      this.search.replaceChildren();
      this.onChange();
      return;
    }
    const found = friendSearch(
      this.t,
      (words) => this.server.people(words),
      (id, name) => {
        this.copied = { id, name };
        this.search.replaceChildren(el("p", { role: "status" }, this.t("copied", { name })));
        this.onChange();
      },
    );
    this.search.replaceChildren(found.element);
    found.focus();
  }
}

// The left column: the accounts and the people who may meet them.

import { el } from "../chat/dom";
import { avatar } from "../chat/row";
import { fill } from "./fill";
import type { PersonView, State } from "./server";
import { language, t } from "./strings";

export interface PeopleActs {
  chooseAccount: (channelId: string) => void;
  choosePerson: (userId: string) => void;
  newPerson: (name: string, os: string) => void;
}

/** Words for a message that has none of its own, as the server names it. */
const KINDS: Record<string, Parameters<typeof t>[0]> = {
  "[image]": "photo",
  "[video]": "video",
  "[audio]": "audio",
  "[sticker]": "sticker",
  "[location]": "location",
  "[coupon]": "coupon",
};

function lastWords(last: string): string {
  const kind = KINDS[last];
  return kind ? t(kind) : last;
}

export class People {
  readonly element = el("nav", { class: "people" });
  private readonly top = el("div", { class: "people-top" });
  private readonly items = el("ul", { class: "people-list" });
  private readonly bottom = el("div", { class: "people-bottom" });
  private readonly seen = new Map<string, number>();
  private key = "";
  private formOpen = false;

  constructor(private readonly acts: PeopleActs) {
    this.element.append(this.top, this.items, this.bottom);
  }

  render(state: State): void {
    for (const person of state.people) {
      const known = this.seen.get(person.user_id);
      if (known === undefined || person.user_id === state.person)
        this.seen.set(person.user_id, person.received);
    }
    const unread = state.people.map((person) => person.received - (this.seen.get(person.user_id) ?? 0));
    const key = JSON.stringify([
      state.accounts,
      state.account,
      state.people,
      state.person,
      unread,
      language(),
    ]);
    if (key === this.key) return;
    const sameLanguage = this.key.endsWith(`"${language()}"]`);
    this.key = key;
    this.element.setAttribute("aria-label", t("people"));
    this.renderTop(state);
    fill(
      this.items,
      ...state.people.map((person, index) =>
        this.item(person, person.user_id === state.person, unread[index] ?? 0),
      ),
      state.people_total > state.people.length &&
        el("li", { class: "quiet" }, t("people_more", { count: state.people_total - state.people.length })),
    );
    // A new person stands at the end of a long list.
    this.items.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
    if (!this.formOpen || !sameLanguage) this.renderBottom(state);
  }

  private renderTop(state: State): void {
    const current = state.accounts.find((account) => account.channel_id === state.account);
    const choice = el(
      "select",
      { id: "account", onchange: () => this.acts.chooseAccount(choice.value) },
      ...state.accounts.map((account) => el("option", { value: account.channel_id }, account.name)),
    );
    choice.value = state.account ?? "";
    fill(
      this.top,
      el("label", { for: "account", class: "caption" }, t("account")),
      choice,
      current &&
        el(
          "p",
          { class: "quiet" },
          current.quota === null
            ? t("used", { used: current.used })
            : t("used_of", { used: current.used, quota: current.quota }),
        ),
      current && current.queued > 0
        ? el("p", { class: "warning" }, t("queued", { count: current.queued }))
        : null,
      el("h2", { class: "caption" }, t("people")),
    );
  }

  private item(person: PersonView, chosen: boolean, unread: number): HTMLElement {
    return el(
      "li",
      {},
      el(
        "button",
        {
          type: "button",
          class: "person",
          "aria-current": chosen ? "true" : null,
          "data-testid": `person-${person.name}`,
          "data-status": person.status,
          onclick: () => this.acts.choosePerson(person.user_id),
        },
        avatar(person.name, "avatar"),
        el(
          "span",
          { class: "person-text" },
          el("span", { class: "person-name" }, person.name),
          el(
            "span",
            { class: "person-last" },
            lastWords(person.last) || (person.os === "android" ? "Android" : "iPhone"),
          ),
        ),
        el(
          "span",
          { class: "person-side" },
          el("span", { class: `chip ${person.status}` }, t(`status_${person.status}`)),
          unread > 0 ? el("span", { class: "unread" }, String(unread)) : null,
        ),
      ),
    );
  }

  private renderBottom(state: State): void {
    if (!this.formOpen) {
      const open = () => {
        this.formOpen = true;
        this.renderBottom(state);
        this.bottom.querySelector("input")?.focus();
      };
      fill(
        this.bottom,
        el(
          "button",
          {
            type: "button",
            class: "wide",
            "data-testid": "new-person",
            disabled: !state.account,
            onclick: open,
          },
          `＋ ${t("new_person")}`,
        ),
      );
      return;
    }
    const name = el("input", {
      id: "new-name",
      required: true,
      maxlength: 20,
      "data-testid": "new-person-name",
    });
    const os = el(
      "select",
      { id: "new-os" },
      el("option", { value: "ios" }, "iPhone"),
      el("option", { value: "android" }, "Android"),
    );
    const close = () => {
      this.formOpen = false;
      this.renderBottom(state);
      this.bottom.querySelector("button")?.focus();
    };
    const form = el(
      "form",
      {
        class: "new-person",
        onsubmit: (event) => {
          event.preventDefault();
          this.acts.newPerson(name.value.trim() || "?", os.value);
          close();
        },
      },
      el("label", { for: "new-name" }, t("new_person_name")),
      name,
      el("label", { for: "new-os" }, t("new_person_os")),
      os,
      el(
        "div",
        { class: "row" },
        el("button", { type: "submit", class: "primary", "data-testid": "new-person-create" }, t("create")),
        el("button", { type: "button", class: "ghost", onclick: close }, t("cancel")),
      ),
    );
    fill(this.bottom, form);
  }
}

// What stands above the form of the open step: what it is called, what it does in a sentence, and what is wrong.

import type { Builder } from "./builder";
import { el, icon, iconButton } from "./dom";
import { WAIT, type Plain } from "./types";

export class Head {
  readonly problems = el("ul", { class: "ls-inspector__problems" });
  readonly elements: HTMLElement[];
  private readonly title = el("h3", { class: "ls-inspector__title" });
  private readonly sentence = el("p", { class: "ls-inspector__sentence" });
  private readonly hint = el("p", { class: "ls-inspector__sentence ls-inspector__hint" });

  constructor(
    private readonly builder: Builder,
    close: () => void,
  ) {
    const bar = el(
      "header",
      { class: "ls-inspector__head" },
      this.title,
      iconButton("cross", builder.t("close"), close),
    );
    this.elements = [bar, this.sentence, this.hint];
  }

  show(step: Plain): void {
    const card = this.builder.card(step);
    const spot = this.builder.spot(step.id);
    const kind = this.builder.start.kinds[step.type];
    const words = step.type === WAIT ? card.short || card.title : (kind?.label ?? card.title);
    this.title.replaceChildren(icon(kind?.icon ?? "warning"), ` ${spot?.number ?? ""}. ${words}`);
    const sentence = card.sentence ?? card.summary;
    this.sentence.textContent = sentence;
    this.sentence.hidden = sentence === words;
    this.hint.textContent = card.hint ?? "";
    this.hint.hidden = !card.hint;
    this.problems.replaceChildren(...card.problems.map((one) => el("li", {}, one.message)));
    this.problems.hidden = card.problems.length === 0;
  }
}

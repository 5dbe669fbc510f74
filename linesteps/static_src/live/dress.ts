// The numbers in the picture: on the lines, under the cards, on the paths.

import { el, icon } from "../builder/dom";
import type { Dress } from "../builder/dress";
import type { Holder, Slot, Spot } from "../builder/model";
import type { Plain } from "../builder/types";
import type { Results } from "./results";
import type { Edge, Stop } from "./types";

/** The line of the most people, in pixels; the area of a line tells its people, as in a Sankey. */
const THICKEST = 16;
const THINNEST = 1.5;

export class NumbersDress implements Dress {
  private readonly people = new WeakMap<Element, number>();
  private readonly most: number;

  constructor(private readonly results: Results) {
    const { stops, ways } = results.picture;
    const edges = [
      ...Object.values(stops).map((stop) => stop.before),
      ...Object.values(ways)
        .flat()
        .map((way) => way.edge),
    ];
    this.most = Math.max(1, ...edges.map((edge) => edge?.people ?? 0));
  }

  width(place: Element): number | null {
    const people = this.people.get(place) ?? 0;
    return people === 0 ? null : Math.max(THINNEST, THICKEST * Math.sqrt(people / this.most));
  }

  gap(place: () => Slot): HTMLElement {
    const slot = place();
    const edge = this.results.edge(slot);
    // The label of a path says it just above.
    const isSaid = slot.parent !== null && slot.index === 0;
    const gap = el("div", { class: isSaid ? "ls-gap ls-gap--said" : "ls-gap" });
    if (edge && !isSaid) gap.append(this.count(edge));
    const isOver = slot.parent === null && slot.index === this.results.steps.length;
    if (edge && isOver)
      gap.append(el("span", { class: "ls-end" }, icon("circle-check"), this.results.t("end")));
    if (edge) this.people.set(gap, edge.people);
    return gap;
  }

  path(label: HTMLElement, step: Plain, path: Holder): HTMLElement {
    const way = this.results.way(step, path);
    if (!way) return label;
    const both = el("div", { class: "ls-way" }, label, this.count(way.edge));
    this.people.set(both, way.edge.people);
    return both;
  }

  step(drawn: HTMLElement, { step }: Spot): HTMLElement {
    const stop = this.results.stop(step.id);
    const isCard = drawn.classList.contains("ls-node");
    const facts = stop?.facts.length ? this.facts(stop) : null;
    return el(
      "div",
      { class: isCard ? "ls-stop ls-stop--card" : "ls-stop", "data-step": step.id },
      drawn,
      facts,
      stop ? this.here(stop) : null,
      stop?.drop ? el("span", { class: "ls-drop", title: stop.dropTitle }, icon("warning"), stop.drop) : null,
    );
  }

  private count(edge: Edge): HTMLElement {
    const small = edge.isSmall ? "ls-share ls-share--small" : "ls-share";
    return el(
      "span",
      { class: "ls-count", title: edge.title || null },
      el("b", {}, edge.text),
      edge.share ? el("small", { class: small }, edge.share) : null,
    );
  }

  private facts(stop: Stop): HTMLElement {
    const one = (fact: Stop["facts"][number]): HTMLElement =>
      el(
        "span",
        { class: "ls-fact", title: fact.title || null },
        el("small", {}, fact.label),
        el("b", {}, fact.value),
        fact.share
          ? el("small", { class: fact.isSmall ? "ls-share ls-share--small" : "ls-share" }, fact.share)
          : null,
      );
    return el("span", { class: "ls-figures" }, ...stop.facts.map(one));
  }

  private here({ here }: Stop): HTMLElement | null {
    if (!here) return null;
    const words = [icon("user"), here.text];
    const pill = here.url
      ? el("a", { class: "ls-here-pill", href: here.url, tabindex: -1 }, ...words)
      : el("span", { class: "ls-here-pill" }, ...words);
    if (here.stuck) pill.append(el("small", { class: "ls-here-pill__stuck" }, icon("warning"), here.stuck));
    return pill;
  }
}

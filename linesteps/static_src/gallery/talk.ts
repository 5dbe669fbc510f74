// Plays a conversation over its days: at most twenty seconds, whatever the number of days.

import { Controller } from "@hotwired/stimulus";
import { drawMoments } from "./moments";

const WHOLE_MS = 20_000;
const SHORT_MS = 4_000;
const MS_PER_DAY = 1_200;

/**
 * Without it, all ways stand below each other, each with all its messages.
 *
 * @example
 * <section data-controller="ls-talk" data-ls-talk-day-value="Day {n}">
 *   <button data-ls-talk-target="way" data-action="ls-talk#choose">…</button>
 *   <div data-ls-talk-target="bar"><button data-ls-talk-target="button" data-action="ls-talk#toggle">…</button>
 *     <input type="range" data-ls-talk-target="range" data-action="input->ls-talk#scrub">
 *     <output data-ls-talk-target="day"></output></div>
 *   <div data-ls-talk-target="chat"><div data-ls-talk-target="walk">
 *     <div data-ls-talk-target="moment" data-day="7">…</div></div></div>
 * </section>
 */
export class TalkController extends Controller<HTMLElement> {
  static override targets = [
    "ways",
    "way",
    "bar",
    "button",
    "range",
    "day",
    "chat",
    "walk",
    "label",
    "moment",
  ];
  static override values = { day: String, first: String, play: String, pause: String };

  declare readonly hasWaysTarget: boolean;
  declare readonly waysTarget: HTMLElement;
  declare readonly wayTargets: HTMLButtonElement[];
  declare readonly hasBarTarget: boolean;
  declare readonly barTarget: HTMLElement;
  declare readonly buttonTarget: HTMLButtonElement;
  declare readonly rangeTarget: HTMLInputElement;
  declare readonly dayTarget: HTMLOutputElement;
  declare readonly chatTarget: HTMLElement;
  declare readonly walkTargets: HTMLElement[];
  declare readonly labelTargets: HTMLElement[];
  declare readonly momentTargets: HTMLElement[];
  declare readonly dayValue: string;
  declare readonly firstValue: string;
  declare readonly playValue: string;
  declare readonly pauseValue: string;

  private chosen = 0;
  private frame = 0;

  override connect(): void {
    if (!this.hasBarTarget) return;
    drawMoments(this.momentTargets);
    if (this.hasWaysTarget) this.waysTarget.hidden = false;
    for (const label of this.labelTargets) label.hidden = true;
    this.barTarget.hidden = this.last === 0;
    this.show(this.last);
    this.chatTarget.scrollTop = 0;
  }

  override disconnect(): void {
    cancelAnimationFrame(this.frame);
  }

  choose(event: Event): void {
    this.chosen = this.wayTargets.indexOf(event.currentTarget as HTMLButtonElement);
    for (const [number, way] of this.wayTargets.entries())
      way.setAttribute("aria-pressed", String(number === this.chosen));
    this.stop();
    this.show(this.last);
    this.chatTarget.scrollTop = 0;
  }

  scrub(): void {
    this.stop();
    this.show(Number(this.rangeTarget.value), true);
  }

  toggle(): void {
    if (this.frame) this.stop();
    else this.play();
  }

  private get last(): number {
    return Number(this.rangeTarget.max);
  }

  private play(): void {
    const length = Math.min(WHOLE_MS, Math.max(SHORT_MS, this.last * MS_PER_DAY));
    const at = Number(this.rangeTarget.value);
    const from = at >= this.last ? 0 : at;
    const began = performance.now() - (from / this.last) * length;
    this.buttonTarget.textContent = this.pauseValue;
    const turn = (now: number): void => {
      const day = Math.min(this.last, ((now - began) / length) * this.last);
      this.show(Math.floor(day), true);
      if (day < this.last) this.frame = requestAnimationFrame(turn);
      else this.stop();
    };
    this.show(Math.floor(from), true);
    this.frame = requestAnimationFrame(turn);
  }

  private stop(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.buttonTarget.textContent = this.playValue;
  }

  /** Everything up to a day; `follows` keeps the newest message in sight. */
  private show(day: number, follows = false): void {
    this.rangeTarget.value = String(day);
    const words = day === 0 ? this.firstValue : this.dayValue.replace("{n}", String(day));
    this.dayTarget.value = words;
    this.rangeTarget.setAttribute("aria-valuetext", words);
    for (const [number, walk] of this.walkTargets.entries()) walk.hidden = number !== this.chosen;
    let newest: HTMLElement | null = null;
    let isNew = false;
    for (const moment of this.momentTargets) {
      const isThere = Number(moment.dataset["day"]) <= day;
      if (isThere && !moment.closest("[hidden]:not(.ls-moment)")) {
        newest = moment;
        isNew = Boolean(moment.hidden);
      }
      moment.hidden = !isThere;
    }
    if (follows && newest && (isNew || !this.frame))
      this.chatTarget.scrollTop +=
        newest.getBoundingClientRect().top - this.chatTarget.getBoundingClientRect().top;
  }
}

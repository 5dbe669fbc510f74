// What the page says about the picture with numbers; every word comes from the server.

import type { Shown } from "../builder/course";
import type { Card, Plain } from "../builder/types";

/** What stands on a line: how many people came along it. */
export interface Edge {
  people: number;
  text: string;
  share: string;
  isSmall: boolean;
  title: string;
}

export interface Fact {
  label: string;
  value: string;
  share: string;
  isSmall: boolean;
  title: string;
}

/** The figures of a step. */
export interface Stop {
  before: Edge | null;
  here: { text: string; url: string; stuck: string } | null;
  facts: Fact[];
  drop: string;
  dropTitle: string;
  /** Of its panel. */
  url: string;
  /** For whoever does not see the picture. */
  say: string;
}

/** A path of a branch: who came in, and who came out at its end. */
export interface Way {
  place: (string | number)[];
  edge: Edge;
  end: Edge | null;
}

export interface Picture extends Shown {
  steps: Plain[];
  start: string;
  cards: Record<string, Card>;
  stops: Record<string, Stop>;
  ways: Record<string, Way[]>;
  end: Edge | null;
}

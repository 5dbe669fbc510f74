// What the phone starts from (linesteps/admin/preview/panel.py) and what it is told.

import type { Talk } from "../preview/conversation";

export interface Tester {
  id: number;
  name: string;
  is_friend: boolean;
  status: string;
}

export interface SentTest {
  id: number;
  name: string;
  state: "waiting" | "sent" | "refused";
  status: string;
  reason: string;
}

export interface Start {
  mayTest: boolean;
  scenario: number | null;
  strings: Record<string, string>;
  urls: Record<string, string>;
}

export interface Answer extends Talk {
  /** Whose name stands in the messages. */
  person: string;
  /** Ids of all steps on the way that is shown, in order. */
  passed: string[];
}

export type Words = (name: string, values?: Record<string, string | number>) => string;

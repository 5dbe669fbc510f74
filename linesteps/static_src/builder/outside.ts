// What other scripts on the page may ask the builder: the simulator, and fields that name a step.

import type { Builder } from "./builder";
import type { Topic } from "./course";
import type { Canvas } from "./canvas";
import type { Inspector } from "./inspector";
import type { ListedStep } from "../streamfield/bound";
import type { Plain } from "./types";

export interface PublicBuilder {
  steps(): Plain[];
  list(): ListedStep[];
  account(): string;
  scenario(): number | null;
  selected(): string | null;
  highlight(id: string | null): void;
  select(id: string): void;
  /** Brings what is being typed into the steps. */
  settle(): Promise<void>;
  /** Calls `listener` after each change of steps or words; returns how to stop. */
  onChange(listener: () => void): () => void;
  on(listener: (topic: Topic) => void): () => void;
  /** Closes the form of a step, which stays selected. */
  close(): void;
  /** The place of the phone in the inspector, and whether it is to be seen. */
  phone: HTMLElement;
  isPhoneShown(): boolean;
  showPhone(): void;
  /** The row of buttons above the form. */
  acts: HTMLElement;
}

/** Without the kind, which a list of steps shows already. */
function titleOf(builder: Builder, step: Plain): string {
  const { title } = builder.card(step);
  return title === builder.start.kinds[step.type]?.label ? "" : title;
}

/** @param root an element whose id is that of the field's root, where lists of steps look for them */
export function publish(
  builder: Builder,
  canvas: Canvas,
  inspector: Inspector,
  root: HTMLElement & { listSteps?: () => ListedStep[] },
  select: (id: string) => void,
): void {
  const page = window as unknown as { linesteps?: { builder?: PublicBuilder } };
  const own: PublicBuilder = {
    steps: () => structuredClone(builder.steps),
    list: () =>
      [...builder.spots.values()].map(({ step, number }) => ({
        id: step.id,
        kind: step.type,
        number,
        kindLabel: builder.start.kinds[step.type]?.label ?? step.type,
        title: titleOf(builder, step),
      })),
    account: () => document.querySelector<HTMLSelectElement>('[name="account"]')?.value ?? "",
    scenario: () => builder.start.scenario,
    selected: () => builder.selected,
    highlight: (id) => canvas.highlight(id),
    select,
    settle: () => builder.settle(),
    onChange: (listener) =>
      builder.on((topic) => {
        if (topic === "steps" || topic === "cards") listener();
      }),
    on: (listener) => builder.on(listener),
    close: () => builder.select(builder.selected, false),
    phone: inspector.phone,
    showPhone: () => inspector.tabs.show("phone", true),
    acts: inspector.acts,
    isPhoneShown: () => builder.isOpen && inspector.tabs.current === "phone",
  };
  root.listSteps = own.list;
  page.linesteps = { ...page.linesteps, builder: own };
}

/** Opens the simulator, whose button stands among the tools. */
export function simulate(): void {
  document.querySelector<HTMLElement>(".ls-try__button")?.click();
}

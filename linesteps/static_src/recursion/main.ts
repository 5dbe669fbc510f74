// Steps inside steps: the nested stream has no definition of its own, it borrows the root's when it is drawn.
//
// The server sends the root definition last, since its children hold references to it. So a reference
// looks the root up when it renders, never when it is made.

interface StreamBlockDefinition {
  meta: { stepsKey: string };
  groupedChildBlockDefs: unknown;
  initialChildStates: Record<string, unknown>;
  childBlockDefsByName: Record<string, unknown>;
}

type Constructor<T> = new (...args: never[]) => T;
type BoundStream = new (...args: unknown[]) => unknown;

interface WagtailBlocks {
  StreamBlock: BoundStream;
  StreamBlockDefinition: Constructor<StreamBlockDefinition>;
}

interface Telepath {
  register(name: string, constructor: unknown): void;
}

declare global {
  interface Window {
    wagtailStreamField: { blocks: WagtailBlocks };
    telepath: Telepath;
  }
}

interface ReferenceMeta {
  stepsKey: string;
  [name: string]: unknown;
}

const { StreamBlock, StreamBlockDefinition } = window.wagtailStreamField.blocks;
const roots = new Map<string, StepsBlockDefinition>();

/** The root stream: an ordinary one that others can find by its key. */
class StepsBlockDefinition extends StreamBlockDefinition {
  constructor(...args: never[]) {
    super(...args);
    roots.set(this.meta.stepsKey, this);
  }
}

/** A stream inside a step: looks like a StreamBlockDefinition, with the root's children. */
class StepsRefDefinition {
  constructor(
    readonly name: string,
    readonly meta: ReferenceMeta,
  ) {}

  get root(): StepsBlockDefinition {
    const root = roots.get(this.meta.stepsKey);
    if (!root) throw new Error(`linesteps: the page has no root of steps called “${this.meta.stepsKey}”.`);
    return root;
  }

  get groupedChildBlockDefs(): unknown {
    return this.root.groupedChildBlockDefs;
  }

  get childBlockDefsByName(): Record<string, unknown> {
    return this.root.childBlockDefsByName;
  }

  /** What a new step begins with, with ids of its own: Wagtail packs one default for all inserts. */
  get initialChildStates(): Record<string, unknown> {
    return withNewIds(this.root.initialChildStates) as Record<string, unknown>;
  }

  /** In the builder, steps inside a step are drawn in its picture, and not in the form of the step. */
  render(placeholder: HTMLElement, prefix: string, initialState: unknown, initialError: unknown): unknown {
    if (document.querySelector('[data-controller~="ls-builder"]'))
      return new StepsElsewhere(this, placeholder, prefix);
    return new StreamBlock(this, placeholder, prefix, initialState, initialError);
  }
}

/** Holds the place of a nested stream: no steps, and the one field that the server asks for. */
class StepsElsewhere {
  readonly type: string;
  readonly children: unknown[] = [];

  constructor(
    readonly blockDef: StepsRefDefinition,
    placeholder: HTMLElement,
    readonly prefix: string,
  ) {
    this.type = blockDef.name;
    const count = document.createElement("input");
    count.type = "hidden";
    count.name = `${prefix}-count`;
    count.value = "0";
    count.dataset["lsSteps"] = "";
    placeholder.replaceWith(count);
  }

  getState(): unknown[] {
    return [];
  }

  getValue(): unknown[] {
    return [];
  }

  getDuplicatedState(): unknown[] {
    return [];
  }

  getTextLabel(): string {
    return "";
  }

  setState(): void {}

  setError(): void {}

  focus(): void {}
}

function withNewIds(state: unknown): unknown {
  if (Array.isArray(state)) return state.map(withNewIds);
  if (typeof state !== "object" || state === null) return state;
  const entries = Object.entries(state).map(([name, value]) => {
    const isIdOfItem = name === "id" && "value" in state && typeof value === "string";
    return [name, isIdOfItem ? crypto.randomUUID() : withNewIds(value)];
  });
  return Object.fromEntries(entries);
}

window.telepath.register("linesteps.StepsBlock", StepsBlockDefinition);
window.telepath.register("linesteps.StepsRef", StepsRefDefinition);

export {};

// The parts of Wagtail's StreamField objects in the browser that we use. They are undocumented, though
// unchanged from Wagtail 4.1 to 8.0: whatever touches them goes through this module.

/** A StreamBlock's or ListBlock's child, or a StructBlock's. */
export interface BoundBlock {
  type?: string;
  blockDef?: BlockDefinition;
  children?: BoundChild[];
  childBlocks?: Record<string, BoundBlock>;
  getTextLabel?: (options?: { maxLength?: number }) => string | null;
  /** Of streams only. */
  insert?: (state: unknown, index: number, options: { animate: boolean }) => unknown;
  deleteBlock?: (index: number, options: { animate: boolean }) => void;
  getState?: () => unknown;
  setState?: (state: unknown) => void;
}

/** One item of a stream or list, with its own id. */
export interface BoundChild {
  id: string | null;
  type?: string;
  element: HTMLElement;
  block: BoundBlock;
  blockDef: BlockDefinition;
  getTextLabel?: (options?: { maxLength?: number }) => string | null;
}

export interface BlockDefinition {
  name: string;
  meta: Record<string, unknown> & { label?: string; icon?: string; stepsKey?: string };
  /** Of streams only. */
  childBlockDefsByName?: Record<string, BlockDefinition>;
  groupedChildBlockDefs?: [string, BlockDefinition[]][];
  initialChildStates?: Record<string, unknown>;
}

/** A step as it stands in the form now. */
export interface Step {
  id: string;
  kind: string;
  /** Counted in reading order from 1, with the steps inside branches. */
  number: number;
  /** The kind in the editor's language. */
  kindLabel: string;
  child: BoundChild;
}

/** The bound block of a StreamField's root element, or null before Wagtail has drawn it. */
export function rootBlock(fieldName: string): BoundBlock | null {
  const element = document.getElementById(`${fieldName}-root`);
  return (element as (HTMLElement & { rootBlock?: BoundBlock }) | null)?.rootBlock ?? null;
}

/** A step as a list names it. */
export interface ListedStep {
  id: string;
  kind: string;
  number: number;
  kindLabel: string;
  title: string;
}

/** The element that knows all steps of the form, whoever draws them. */
type StepsElement = HTMLElement & { rootBlock?: BoundBlock; listSteps?: () => ListedStep[] };

/**
 * The steps of the form at this moment, or null while nobody knows them.
 *
 * Wagtail's own form is asked by its bound blocks. A builder that keeps the steps otherwise puts a
 * function `listSteps` on the element with the id `<field>-root`.
 */
export function listSteps(fieldName: string): ListedStep[] | null {
  const element = document.getElementById(`${fieldName}-root`) as StepsElement | null;
  if (element?.listSteps) return element.listSteps();
  if (!element?.rootBlock) return null;
  return stepsIn(element.rootBlock).map((step) => ({
    id: step.id,
    kind: step.kind,
    number: step.number,
    kindLabel: step.kindLabel,
    title: titleOf(step),
  }));
}

/** All steps in a bound block, in reading order; streams that hold no steps (messages) are passed by. */
export function stepsIn(block: BoundBlock): Step[] {
  const found: Step[] = [];
  const visit = (bound: BoundBlock): void => {
    const isSteps = Boolean(bound.blockDef?.meta.stepsKey);
    for (const child of bound.children ?? []) {
      if (isSteps && child.id) {
        const kind = child.type ?? child.blockDef.name;
        const kindLabel = child.blockDef.meta.label ?? kind;
        found.push({ id: child.id, kind, number: found.length + 1, kindLabel, child });
      }
      visit(child.block);
    }
    for (const part of Object.values(bound.childBlocks ?? {})) visit(part);
  };
  visit(block);
  return found;
}

/** What an editor would call the step: its name, else the first words typed into it. */
export function titleOf(step: Step, maxLength = 40): string {
  const label = (step.child.getTextLabel?.({ maxLength }) ?? "").trim();
  if (label) return label;
  const fields = step.child.element.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(
    'textarea, input[type="text"]',
  );
  for (const field of fields) {
    const words = field.value.trim().split("\n")[0] ?? "";
    if (words) return words.length > maxLength ? `${words.slice(0, maxLength - 1)}…` : words;
  }
  return "";
}

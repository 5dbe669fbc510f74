// The form of a rich message or rich menu: Wagtail's own, with the picture between the image and the areas.
//
// What of Wagtail is used here (`wagtailStreamField.blocks`, bound blocks) is how its documentation
// describes forms of one's own for a StructBlock.

import "./main.css";
import { Editor, type Drawing } from "./editor";
import { Fields, type BoundList } from "./fields";

interface Bound {
  container: { 0?: HTMLElement };
  element?: HTMLElement;
  childBlocks: Record<string, unknown>;
}

interface Definition {
  meta: { drawing: Drawing };
  render(placeholder: HTMLElement, prefix: string, state: unknown, error: unknown): Bound;
}

const page = window as unknown as {
  telepath?: { register(name: string, constructor: unknown): void };
  wagtailStreamField?: { blocks: { StructBlockDefinition: new (...args: unknown[]) => Definition } };
};

const Stock = page.wagtailStreamField?.blocks.StructBlockDefinition;
if (page.telepath && Stock) {
  class WithAreas extends Stock {
    override render(placeholder: HTMLElement, prefix: string, state: unknown, error: unknown): Bound {
      const bound = super.render(placeholder, prefix, state, error);
      // Wagtail's widget of a whole form asks for it, and a StructBlock has none.
      if (!bound.element && bound.container[0]) bound.element = bound.container[0];
      attach(bound, this.meta.drawing);
      return bound;
    }
  }
  for (const name of ["RichMessage", "RichMenuDrawing"])
    page.telepath.register(`linesteps.${name}`, WithAreas);
}

function attach(bound: Bound, drawing: Drawing): void {
  const form = bound.container[0];
  const list = form?.querySelector<HTMLElement>('[data-contentpath="areas"]');
  const chooser = form?.querySelector<HTMLElement>('[data-contentpath="image"]');
  if (!form || !list || !chooser) return;
  const fields = new Fields(bound.childBlocks["areas"] as BoundList, drawing.blank, drawing.first);
  const editor = new Editor(fields, drawing);
  list.classList.add("ls-areas-list");
  list.before(editor.element);
  const image = (): string => chooser.querySelector<HTMLInputElement>('input[type="hidden"]')?.value ?? "";
  const shape = form.querySelector<HTMLSelectElement>('[data-contentpath="size"] select');
  const show = (): void => void editor.show(image(), shape?.value);
  shape?.addEventListener("change", show);
  for (const type of ["input", "change"]) list.addEventListener(type, () => editor.draw());
  list.addEventListener("focusin", (event) => editor.chooseByField(event.target as Node));
  // Items come, go and move without any event of Wagtail's, and so does what a chooser holds.
  const attributes = { childList: true, subtree: true, attributes: true, attributeFilter: ["value"] };
  new MutationObserver(() => editor.draw()).observe(list, attributes);
  new MutationObserver(show).observe(chooser, attributes);
  show();
}

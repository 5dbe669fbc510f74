// Puts our words into the catalogue of Wagtail's scripts, where Wagtail has none in the editor's language.

type Words = Record<string, string | string[]>;

const { django } = window as unknown as { django?: { catalog?: Words } };
const ours = document.getElementById("linesteps-chrome-words")?.textContent;

if (django?.catalog && ours) {
  for (const [text, said] of Object.entries(JSON.parse(ours) as Words)) django.catalog[text] ??= said;
}

export {};

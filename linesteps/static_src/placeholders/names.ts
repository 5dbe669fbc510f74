// What can be put in, as the server knows it for the account of the form; asked for once.

export interface Way {
  name: string;
  label: string;
  chip: string;
  example: string;
}

export interface Name {
  name: string;
  label: string;
  fallback: string;
  isKnown: boolean;
  /** The first one is the value as it is. */
  formats: Way[];
}

/** LINE's own emoji: its sets with how many each has, and where their pictures and their list are. */
export interface EmojiList {
  sets: [product: string, count: number][];
  picture: string;
  list: string;
}

export interface Names {
  names: Name[];
  /** Left out for fields that take none. */
  emoji?: EmojiList | undefined;
  /** Whether the same words go to everybody: then only what is known of all is offered. */
  isSameForAll?: boolean;
  strings: Record<string, string>;
}

const asked = new Map<string, Promise<Names>>();

/** The account that the form is for at this moment. */
function account(): string {
  return document.querySelector<HTMLSelectElement>('form [name="account"]')?.value ?? "";
}

/** The names of the form's account; asked for again after a failure. */
export function namesFor(url: string): Promise<Names> {
  const chosen = account();
  const address = chosen ? `${url}?${new URLSearchParams({ account: chosen }).toString()}` : url;
  const known = asked.get(address);
  if (known) return known;
  const answer = ask(address);
  asked.set(address, answer);
  answer.catch(() => asked.delete(address));
  return answer;
}

async function ask(address: string): Promise<Names> {
  const response = await fetch(address, { headers: { "X-Requested-With": "XMLHttpRequest" } });
  if (!response.ok) throw new Error(String(response.status));
  return (await response.json()) as Names;
}

/** The words of a key, with the places `{name}` filled. */
export function say(names: Names, key: string, values: Record<string, string> = {}): string {
  return (names.strings[key] ?? key).replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
}

// Careful access to message objects: whatever stands in them, this returns what was asked for.

export type Json = { [key: string]: unknown };

export function text(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

/** A finite number, or `otherwise` for what is none; `Number` itself throws at some objects. */
export function number(value: unknown, otherwise = 0): number {
  const found = typeof value === "number" || typeof value === "string" ? Number(value) : NaN;
  return Number.isFinite(found) ? found : otherwise;
}

export function object(value: unknown): Json {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Json) : {};
}

export function list(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(object) : [];
}

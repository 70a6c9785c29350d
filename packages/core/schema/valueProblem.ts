/** One thing that is wrong with a value that somebody gave: where, as a path into it, and what, to be read after the path. */
export interface ValueProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** `hyperparameters.lr.min`, `hyperparameters[1]["learning rate"]`: a path as it would be written in code. */
export const writtenPath = (path: ValueProblem["path"]): string =>
  path
    .map((part, place) => {
      if (typeof part === "number" || !/^[A-Za-z_$][\w$]*$/.test(part)) return `[${JSON.stringify(part)}]`;
      return place === 0 ? part : `.${part}`;
    })
    .join("");

/** Whether a value is an object with fields: no list, and none that the guest could not write as JSON (`manifestJson.ts`). */
export const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !Object.hasOwn(value, "not JSON");

const longest = 60;

/** A value as a message quotes it: `the string "1e-4"`, `NaN`, `[0.1]`. */
export function shownValue(value: unknown): string {
  if (value === undefined) return "nothing";
  const lost = typeof value === "object" && value !== null && "not JSON" in value ? value["not JSON"] : null;
  if (typeof lost === "string") return lost;
  const json = JSON.stringify(value);
  const cut = json.length > longest ? `${json.slice(0, longest)}…` : json;
  return typeof value === "string" ? `the string ${cut}` : cut;
}

/** Directions of text that make one thing read as another, and what moves a terminal's cursor. */
const unsafe = /(?![\n\t])[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

/**
 * What is wrong with a text that is shown on pages and in terminals, to be read after its name; null where nothing is.
 * Characters are Unicode code points.
 */
export function textProblem(value: unknown, most: number): string | null {
  if (typeof value !== "string") return `must be a string (got ${shownValue(value)})`;
  const found = unsafe.exec(value)?.[0].codePointAt(0);
  if (found !== undefined) {
    const code = found.toString(16).toUpperCase().padStart(4, "0");
    return `must be plain text, without control characters (it holds U+${code})`;
  }
  const length = [...value].length;
  return length > most ? `must have ${most} characters at most (it has ${length})` : null;
}

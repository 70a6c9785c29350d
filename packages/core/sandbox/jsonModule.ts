import { lineAt } from "./lineAt.ts";
import { SubmissionError } from "./submissionError.ts";

/** Deeper data would overflow the guest's stack, which is small. */
const deepest = 100;

/**
 * A JSON file as the guest's module: its value, frozen, is the default export. It is parsed and never run, so that a
 * `.json` file holds data only. Throws SubmissionError `syntax-error` with file, line and column.
 */
export function jsonModule(path: string, text: string): string {
  const json = text.replace(/^\ufeff/, "");
  const mistake = jsonMistake(json);
  if (mistake === null) {
    return `export default JSON.parse(${JSON.stringify(json)}, (_, value) => Object.freeze(value));`;
  }
  throw new SubmissionError({
    code: "syntax-error",
    message: `this is not valid JSON: ${mistake.message}`,
    solution: "Correct the JSON there. Code goes into a .ts or .js file.",
    file: path,
    ...lineAt(json, mistake.index),
  });
}

const scalar =
  /"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)/uy;

const hints: readonly (readonly [RegExp, string])[] = [
  [/^\/[/*]/, "JSON has no comments"],
  [/^'/, 'strings are written in double quotes (")'],
  [/^"/, "a string that does not end on its line, or with an escape that JSON does not have"],
  [/^[+-]?(?:NaN|Infinity)/, "JSON has no NaN and no Infinity"],
  [/^\+?[\d.-]/, "a number that JSON does not have (no leading +, 0 or dot, no hexadecimal)"],
  [/^[\]}]/, "a comma too many, or a bracket that was not opened"],
];

/** The first place where a text is no JSON; null where it is. Engines word this differently, and some name no place. */
function jsonMistake(text: string): { index: number; message: string } | null {
  const open: ("[" | "{")[] = [];
  let index = 0;
  const space = () => {
    while (index < text.length && " \t\n\r".includes(text[index] as string)) index++;
  };
  const take = (character: string): boolean => {
    space();
    if (text[index] !== character) return false;
    index++;
    return true;
  };
  const fail = (expected: string) => {
    space();
    const rest = text.slice(index, index + 12);
    const hint = hints.find(([pattern]) => pattern.test(rest))?.[1];
    const found = rest === "" ? "the file ends" : `found ${JSON.stringify(rest[0])}`;
    return { index, message: `expected ${expected}, ${found}${hint === undefined ? "" : ` (${hint})`}` };
  };
  const key = () => {
    space();
    return text[index] === '"' && takeScalar() && take(":");
  };
  const takeScalar = (): boolean => {
    space();
    scalar.lastIndex = index;
    if (!scalar.test(text)) return false;
    index = scalar.lastIndex;
    return true;
  };
  for (;;) {
    // A value begins here.
    const bracket = take("[") ? "[" : take("{") ? "{" : null;
    if (bracket !== null) {
      if (open.push(bracket) > deepest) {
        return { index: index - 1, message: `arrays and objects are nested deeper than ${deepest}` };
      }
      if (!take(bracket === "[" ? "]" : "}")) {
        if (bracket === "{" && !key()) return fail('a name in double quotes and ":", as in "lr": 0.1');
        continue;
      }
      open.pop();
    } else if (!takeScalar()) return fail("a value");
    // A value ended here.
    for (;;) {
      const inside = open.at(-1);
      if (inside === undefined) {
        space();
        return index === text.length ? null : fail("the end of the file");
      }
      if (take(",")) {
        if (inside === "{" && !key()) return fail('a name in double quotes and ":", as in "lr": 0.1');
        break;
      }
      if (!take(inside === "[" ? "]" : "}")) return fail(inside === "[" ? '"," or "]"' : '"," or "}"');
      open.pop();
    }
  }
}

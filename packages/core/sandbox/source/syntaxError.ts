import { SubmissionError } from "../submissionError.ts";

/** What to do about a syntax error; names the place as editors and terminals take it. */
export const correctSyntaxAt = (
  file: string,
  place: { readonly line: number; readonly column?: number | null } | undefined,
): string =>
  place === undefined
    ? `Correct the syntax in ${file}.`
    : `Correct the syntax at ${[file, place.line, place.column].filter((part) => typeof part !== "object").join(":")}.`;

/** What sucrase threw, as a mistake of the file's author. */
export function syntaxError(path: string, error: unknown): SubmissionError {
  const { loc, message } = error as { loc?: { line: number; column: number }; message: string };
  // Engines have different words for it, and different depths.
  const isTooDeep = error instanceof RangeError || /too much recursion/.test(message);
  return new SubmissionError({
    code: "syntax-error",
    message: isTooDeep
      ? "the code is nested too deep to be read"
      : message.replace(/^Error transforming [^:]*: /, "").replace(/ \(\d+:\d+\)$/, ""),
    solution: correctSyntaxAt(path, loc),
    file: path,
    line: loc?.line ?? null,
    column: loc?.column ?? null,
  });
}

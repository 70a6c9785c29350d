import { transform } from "sucrase";
import { SubmissionError } from "./submissionError.ts";

/** What to do about a syntax error; names the place as editors and terminals take it. */
export const correctSyntaxAt = (
  file: string,
  place: { readonly line: number; readonly column?: number | null } | undefined,
): string =>
  place === undefined
    ? `Correct the syntax in ${file}.`
    : `Correct the syntax at ${[file, place.line, place.column].filter((part) => typeof part !== "object").join(":")}.`;

/**
 * JavaScript of one TypeScript file, line for line, so that a guest stack's lines are the author's. Pure JavaScript, so the
 * same in Node, in a tab and in workerd. Throws SubmissionError `syntax-error`.
 */
export function stripTypes(path: string, text: string): string {
  if (!path.endsWith(".ts")) return text;
  try {
    return transform(text, {
      transforms: ["typescript"],
      disableESTransforms: true,
      filePath: path,
      production: true,
    }).code;
  } catch (error) {
    const { loc, message } = error as { loc?: { line: number; column: number }; message: string };
    throw new SubmissionError({
      code: "syntax-error",
      message: message.replace(/^Error transforming [^:]*: /, "").replace(/ \(\d+:\d+\)$/, ""),
      solution: correctSyntaxAt(path, loc),
      file: path,
      line: loc?.line ?? null,
      column: loc?.column ?? null,
    });
  }
}

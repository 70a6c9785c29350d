import { transform } from "sucrase";
import { jsonModule } from "./jsonModule.ts";
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
 * JavaScript of one file of a submission. TypeScript keeps its lines, so that a guest stack's lines are the author's; JSON
 * becomes a module of data. Pure JavaScript, so the same in Node, in a tab and in workerd. Throws SubmissionError
 * `syntax-error`.
 */
export function stripTypes(path: string, text: string): string {
  if (path.endsWith(".json")) return jsonModule(path, text);
  // An editor's byte order mark would keep a `#!` from being the first line's.
  if (!path.endsWith(".ts")) return text.replace(/^\ufeff/, "");
  try {
    return transform(text.replace(/^\ufeff/, ""), {
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

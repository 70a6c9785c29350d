import { transform } from "sucrase";
import { jsonModule } from "./jsonModule.ts";
import { SubmissionError } from "./submissionError.ts";

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
      solution: "Correct the syntax at that place.",
      file: path,
      line: loc?.line ?? null,
      column: loc?.column ?? null,
    });
  }
}

/// <reference path="./source/sucraseParser.d.ts" />
import { transform } from "sucrase/dist/index.js";
import { jsonModule } from "./jsonModule.ts";
import { readCounted } from "./source/countedText.ts";
import { syntaxError } from "./source/syntaxError.ts";

/**
 * JavaScript of one file of a submission. TypeScript keeps its lines, so that a guest stack's lines are the author's; JSON
 * becomes a module of data. Pure JavaScript, so the same in Node, in a tab and in workerd. Throws SubmissionError
 * `syntax-error`.
 */
export function stripTypes(path: string, text: string): string {
  if (path.endsWith(".json")) return jsonModule(path, text);
  // An editor's byte order mark would keep a `#!` from being the first line's.
  const code = text.replace(/^\ufeff/, "");
  if (!path.endsWith(".ts")) return code;
  try {
    return readCounted(
      code,
      (counted) =>
        transform(counted, {
          transforms: ["typescript"],
          disableESTransforms: true,
          filePath: path,
          production: true,
        }).code,
    );
  } catch (error) {
    throw syntaxError(path, error);
  }
}

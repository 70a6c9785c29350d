import { lineAt } from "@steepest/core/sandbox/lineAt.ts";
import { blankComments } from "./blankComments.ts";

export interface RelativeImport {
  /** As written, e.g. `./schedule.ts`. */
  readonly specifier: string;
  readonly line: number;
}

const fromClause = /\b(?:import|export)\b[^"'`;]*?\bfrom\s*(["'])(\.{1,2}\/[^"'\n]*)\1/g;
const sideEffect = /\bimport\s*\(?\s*(["'])(\.{1,2}\/[^"'\n]*)\1/g;

/** The files that a source imports by a relative path, in order of appearance. */
export function relativeImports(source: string): RelativeImport[] {
  const code = blankComments(source);
  const found = [fromClause, sideEffect].flatMap((pattern) => [...code.matchAll(pattern)]);
  return found
    .sort((first, second) => first.index - second.index)
    .map((match) => ({
      specifier: match[2] ?? "",
      line: lineAt(code, match.index + match[0].length).line,
    }));
}

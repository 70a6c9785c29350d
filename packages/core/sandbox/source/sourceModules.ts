import type { SubmissionSource } from "../../schema/sourceFiles.ts";
import { guestEntry } from "../guestModules.ts";
import { findImport } from "../moduleResolution.ts";
import { stripTypes } from "../stripTypes.ts";
import { SubmissionError } from "../submissionError.ts";
import type { FileContents } from "./measureConstants.ts";
import { refuseConstants } from "./refuseConstants.ts";
import { refuseHiddenCharacters } from "./refuseHiddenCharacters.ts";
import { blankBetween, importSpecifiers, type SourceToken, sourceTokens } from "./sourceTokens.ts";

/**
 * What the engine is given of a submission: JavaScript by path, without types and comments, which an engine that read a text
 * otherwise than the rules did could otherwise run. Throws SubmissionError for files that nothing imports, for invisible
 * characters, and for constants beyond the budget: whoever loads a submission comes through here.
 */
export function sourceModules(source: SubmissionSource): ReadonlyMap<string, string> {
  const modules = new Map<string, string>();
  const contents = new Map<string, FileContents>();
  const waiting = [source.entry];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (modules.has(path)) continue;
    // The engine counts columns on behind a carriage return: which line ends there are, and spaces before them, would tell a submission what nobody sees.
    const text = (source.files[path] as string).replaceAll(/\r\n?/g, "\n");
    const stripped = stripTypes(path, text);
    if (path.endsWith(".json")) {
      refuseHiddenCharacters(path, text, null);
      modules.set(path, stripped);
      contents.set(path, { kind: "json", code: text });
      continue;
    }
    const written = sourceTokens(path, withoutMark(text), path.endsWith(".ts") ? "typescript" : "javascript");
    refuseHiddenCharacters(path, text, written);
    waiting.push(...importedFiles(source, path, written));
    const tokens = path.endsWith(".ts") ? sourceTokens(path, stripped, "javascript") : written;
    modules.set(path, blankBetween(tokens, stripped));
    contents.set(path, { kind: "code", code: stripped, tokens });
  }
  refuseUnimported(source, modules);
  refuseConstants(contents);
  return modules;
}

const withoutMark = (text: string): string => text.replace(/^\ufeff/, "");

/** Files that a file imports. What cannot be found is left to the loader, which says so when it comes to it. */
function importedFiles(source: SubmissionSource, path: string, tokens: readonly SourceToken[]): string[] {
  return importSpecifiers(tokens).flatMap(({ specifier }) => {
    const found = findImport(source, path, specifier);
    return found === null || found === guestEntry ? [] : [found];
  });
}

function refuseUnimported({ entry, files }: SubmissionSource, imported: ReadonlyMap<string, string>): void {
  const [first, ...others] = Object.keys(files).filter((path) => !imported.has(path));
  if (first === undefined) return;
  const these = others.length === 0 ? "this file is" : `this file and ${others.join(", ")} are`;
  throw new SubmissionError({
    code: "source-invalid",
    message: `${these} not imported, neither by ${entry} nor by what it imports`,
    solution: `Leave out what is not needed, or import it by its path as it stands there, \`import … from "./${first}"\`.`,
    file: first,
  });
}

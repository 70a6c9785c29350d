import type { SubmissionSource } from "../schema/sourceFiles.ts";
import { guestEntry } from "./guestModules.ts";
import { lineAt } from "./lineAt.ts";
import { resolveImport } from "./moduleResolution.ts";
import { SubmissionError } from "./submissionError.ts";

/** Names of some thousand characters at most: each `import` of thousands would be looked behind to the end of the file. */
const fromClause = /\b(?:import|export)\b([^"'`;]{0,2000}?)\bfrom\s*(["'])([^"'\n]*)\2/g;

/** What QuickJS says when a module imports a name that another does not export; null for any other message. */
export function missingExport(message: string, source: SubmissionSource): SubmissionError | null {
  const [, name, module] = /^Could not find export '([^']*)' in module '([^']*)'$/.exec(message) ?? [];
  if (name === undefined || module === undefined) return null;
  const { asked, ...place } = placeOf(name, module, source) ?? { asked: module, file: source.entry };
  const shown = asked === guestEntry ? '"steepest"' : asked;
  return new SubmissionError({
    code: "import-unknown",
    message:
      name === "default"
        ? `${shown} has no default export`
        : `${shown} exports nothing that is called ${JSON.stringify(name)}`,
    solution: solutionFor(name, asked),
    ...place,
  });
}

function solutionFor(name: string, module: string): string {
  if (module === guestEntry) {
    return "docs/contract.md lists what the module steepest has; write what is missing in a file of your own.";
  }
  if (module.endsWith(".json")) {
    return `A JSON file is one value: import it whole, \`import data from "…/${module.split("/").at(-1)}"\`, and read data.${name}.`;
  }
  return name === "default"
    ? "Import by name, `import { name } from …`, or add `export default` there."
    : "Correct the name, or export it there.";
}

/** What an import by name can ask for; by a string (`import { "any text" as one }`) it may be anything. */
const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** The import that asks for it, which QuickJS does not name, and of which module. */
function placeOf(name: string, module: string, source: SubmissionSource) {
  // A pattern of the submission's own would be looked for here: one that is none, or that takes hours.
  if (!identifier.test(name)) return null;
  const word = new RegExp(`(?<![\\w$])${name.replaceAll("$", "\\$")}(?![\\w$])`);
  for (const [file, text] of Object.entries(source.files)) {
    for (const { index, 0: whole, 1: clause = "", 3: specifier = "" } of text.matchAll(fromClause)) {
      const asks = word.test(clause) || (name === "default" && /^\s+[\w$]/.test(clause));
      const asked = asks ? resolved(source, file, specifier) : null;
      // QuickJS blames a module for what it passes on from another: `export { gone } from "./other.ts"`.
      const isMeant = asked === module || (file === module && whole.startsWith("export"));
      if (asked === null || !isMeant) continue;
      return { asked, file, ...lineAt(text, index + Math.max(0, whole.search(word))) };
    }
  }
  return null;
}

function resolved(source: SubmissionSource, file: string, specifier: string): string | null {
  try {
    return resolveImport(source, file, specifier);
  } catch {
    return null;
  }
}

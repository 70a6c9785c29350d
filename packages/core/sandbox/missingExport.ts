import type { SubmissionSource } from "../schema/sourceFiles.ts";
import { guestEntry } from "./guestModules.ts";
import { lineAt } from "./lineAt.ts";
import { resolveImport } from "./moduleResolution.ts";
import { SubmissionError } from "./submissionError.ts";

const fromClause = /\b(?:import|export)\b([^"'`;]*?)\bfrom\s*(["'])([^"'\n]*)\2/g;

/** What QuickJS says when a module imports a name that another does not export; null for any other message. */
export function missingExport(message: string, source: SubmissionSource): SubmissionError | null {
  const [, name, module] = /^Could not find export '(.*)' in module '(.*)'$/.exec(message) ?? [];
  if (name === undefined || module === undefined) return null;
  const shown = module === guestEntry ? '"steepest"' : module;
  return new SubmissionError({
    code: "import-unknown",
    message:
      name === "default"
        ? `${shown} has no default export`
        : `${shown} exports nothing that is called ${JSON.stringify(name)}`,
    solution: solutionFor(name, module),
    ...(placeOf(name, module, source) ?? { file: source.entry }),
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

/** The import that asks for it; QuickJS names none. */
function placeOf(name: string, module: string, source: SubmissionSource) {
  for (const [file, text] of Object.entries(source.files)) {
    for (const { index, 0: whole, 1: clause = "", 3: specifier = "" } of text.matchAll(fromClause)) {
      const isAsked =
        name === "default"
          ? /^\s+(?:[\w$]|type\s)/.test(clause) || /\bdefault\b/.test(clause)
          : clause.split(/[^\w$]+/).includes(name);
      if (!isAsked || !leadsTo(source, file, specifier, module)) continue;
      const inClause =
        name === "default"
          ? 0
          : whole.search(new RegExp(`(?<![\\w$])${name.replaceAll("$", "\\$")}(?![\\w$])`));
      return { file, ...lineAt(text, index + Math.max(0, inClause)) };
    }
  }
  return null;
}

function leadsTo(source: SubmissionSource, file: string, specifier: string, module: string): boolean {
  try {
    return resolveImport(source, file, specifier) === module;
  } catch {
    return false;
  }
}

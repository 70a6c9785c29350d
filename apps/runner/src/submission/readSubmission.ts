import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { UserError } from "@steepest/base/userError.ts";
import { lineAt } from "@steepest/core/sandbox/lineAt.ts";
import { importSpecifiers, sourceTokens } from "@steepest/core/sandbox/source/sourceTokens.ts";
import { SubmissionError } from "@steepest/core/sandbox/submissionError.ts";
import { sourceTooBig } from "@steepest/core/sandbox/validateSource.ts";
import type { Ruleset } from "@steepest/core/schema/ruleset.ts";
import {
  maxSourceBytes,
  type SubmissionSource,
  submissionSourceSchema,
} from "@steepest/core/schema/sourceFiles.ts";
import { entryOf } from "@steepest/core/submission/node/referenceFiles.ts";
import { naming } from "../files/wholeFiles.ts";
import { decodeSource } from "./decodeSource.ts";

const sourceExtensions = /\.(ts|js|mjs)$/;

/**
 * Reads a submission from disk: its entry file and every file that it imports by a relative path. A folder may have an entry for each ruleset:
 * then it is that of `ruleset`, or the tuned one.
 */
export function readSubmission(path: string, cwd: string, ruleset: Ruleset = "external"): SubmissionSource {
  const entry = findEntry(resolve(cwd, path), path, ruleset);
  const files = new Map<string, string>();
  collect(entry, files, { bytes: 0 });
  const root = commonFolder([...files.keys()].map((file) => dirname(file)));
  const inside = (file: string) => relative(root, file).split(sep).join("/");
  const parsed = submissionSourceSchema.safeParse({
    entry: inside(entry),
    files: Object.fromEntries([...files].map(([file, text]) => [inside(file), text])),
  });
  if (parsed.success) return parsed.data;
  throw new UserError({
    code: "source-path",
    what: `A file of ${path} has a name that a submission cannot have.`,
    details: parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("\n"),
    solution:
      "Use the letters A–Z, digits, `_`, `-` and `.` in the names of files and folders, and the endings .ts, .js, .mjs or .json.",
  });
}

function findEntry(absolute: string, written: string, ruleset: Ruleset): string {
  const stats = statSync(absolute, { throwIfNoEntry: false });
  if (stats === undefined) {
    throw new UserError({
      code: "no-such-file",
      what: `There is no submission at ${written}.`,
      details: `Looked for ${absolute}.`,
      solution:
        "Give the path of a .ts or .js file, or of a folder with an index.ts, external.ts or self.ts. `steepest new` writes a first one.",
    });
  }
  if (stats.isFile()) {
    if (sourceExtensions.test(absolute)) return absolute;
    throw new UserError({
      code: "not-a-source-file",
      what: `${written} is no TypeScript or JavaScript file.`,
      solution: "Give a file that ends in .ts, .js or .mjs.",
    });
  }
  const inFolder = readdirSync(absolute).filter(
    (name) => sourceExtensions.test(name) && !/\.test[.-]/.test(name),
  );
  const named = [
    ...["index.ts", "index.js", "index.mjs", `${basename(absolute)}.ts`, `${basename(absolute)}.js`],
    ...[entryOf[ruleset], entryOf.external, entryOf.self],
  ];
  const entry =
    named.find((name) => inFolder.includes(name)) ?? (inFolder.length === 1 ? inFolder[0] : undefined);
  if (entry !== undefined) return join(absolute, entry);
  throw new UserError({
    code: "no-entry-file",
    what: `The folder ${written} has no entry file.`,
    details:
      inFolder.length === 0
        ? "It holds no .ts, .js or .mjs file."
        : `It holds ${inFolder.join(", ")}, and none of them is index.ts, external.ts or self.ts.`,
    solution:
      "Name the file that has `export default defineSubmission({...})` index.ts (or external.ts and self.ts, where it has one for each ruleset), or give its own path.",
  });
}

/** Follows relative imports depth first; `total` counts bytes over all files. */
function collect(file: string, files: Map<string, string>, total: { bytes: number }): void {
  if (files.has(file)) return;
  const bytes = naming(file, () => readFileSync(file));
  total.bytes += bytes.byteLength;
  if (total.bytes > maxSourceBytes) throw sourceTooBig(total.bytes, basename(file));
  const text = decodeSource(bytes, basename(file));
  files.set(file, text);
  if (file.endsWith(".json")) return;
  for (const { specifier, line } of relativeImports(file, text)) {
    const target = resolve(dirname(file), specifier);
    if (statSync(target, { throwIfNoEntry: false })?.isFile()) {
      collect(target, files, total);
      continue;
    }
    const extension = [".ts", ".js", "/index.ts"].find((ending) =>
      statSync(target + ending, { throwIfNoEntry: false })?.isFile(),
    );
    throw new UserError({
      code: "missing-import",
      what: `${basename(file)}:${line} imports "${specifier}", which does not exist.`,
      details: `Looked for ${target}.`,
      solution:
        extension === undefined
          ? "Correct the path, or remove the import."
          : `Write the ending: \`import … from "${specifier}${extension}"\`.`,
    });
  }
}

/** What a file imports by relative paths; nothing where it does not parse, which the check says better, with its place. */
function relativeImports(file: string, text: string): { specifier: string; line: number }[] {
  try {
    return importSpecifiers(sourceTokens(file, text, file.endsWith(".ts") ? "typescript" : "javascript"))
      .filter(({ specifier }) => /^\.\.?\//.test(specifier))
      .map(({ specifier, index }) => ({ specifier, line: lineAt(text, index).line }));
  } catch (error) {
    if (error instanceof SubmissionError) return [];
    throw error;
  }
}

/** The deepest folder that holds all of them. */
function commonFolder(folders: readonly string[]): string {
  const paths = folders.map((folder) => folder.split(sep));
  const [first = []] = paths;
  const differs = first.findIndex((part, index) => paths.some((path) => path[index] !== part));
  return first.slice(0, differs === -1 ? undefined : differs).join(sep) || sep;
}

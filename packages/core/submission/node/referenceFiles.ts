import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { resolveRelative } from "../../sandbox/moduleResolution.ts";
import { importSpecifiers, sourceTokens } from "../../sandbox/source/sourceTokens.ts";
import type { Ruleset } from "../../schema/ruleset.ts";
import type { SubmissionSource } from "../../schema/sourceFiles.ts";

/** The file by which a folder is entered under a ruleset. */
export const entryOf: Readonly<Record<Ruleset, string>> = { external: "external.ts", self: "self.ts" };

/**
 * The reference submissions of a folder like submissions/, by name: each subfolder is an algorithm, named like it where it has the entry of one
 * ruleset alone; where it has both, that of self-tuning is called `NAME_self`. Files from the folder, with forward slashes.
 */
export function referenceFiles(folder: string): ReadonlyMap<string, string> {
  const found = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => {
      const has = (ruleset: Ruleset) => existsSync(join(folder, name, entryOf[ruleset]));
      const external = has("external") ? [[name, `${name}/${entryOf.external}`] as const] : [];
      const self = has("self")
        ? [[has("external") ? `${name}_self` : name, `${name}/${entryOf.self}`] as const]
        : [];
      return [...external, ...self];
    });
  return new Map(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A text and every file of a folder that it imports from there, itself or by others. */
export function importedFiles(folder: string, entry: string, text: string): Record<string, string> {
  const files: Record<string, string> = { [entry]: text };
  const waiting = [entry];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    for (const { specifier } of importSpecifiers(sourceTokens(path, files[path] as string, "typescript"))) {
      const imported = specifier.startsWith(".") ? resolveRelative(path, specifier) : null;
      if (imported === null || Object.hasOwn(files, imported)) continue;
      files[imported] = readFileSync(join(folder, imported), "utf8");
      waiting.push(imported);
    }
  }
  return files;
}

/** The files of a reference submission, as they are uploaded: its entry and what it imports, of its own folder or another algorithm's. */
export function referenceSource(folder: string, name: string): SubmissionSource {
  const file = referenceFiles(folder).get(name);
  if (file === undefined) throw new Error(`there is no reference submission called ${name} in ${folder}`);
  const files = importedFiles(folder, file, readFileSync(join(folder, file), "utf8"));
  const own = `${algorithmOf(file)}/`;
  if (!Object.keys(files).every((path) => path.startsWith(own))) return { entry: file, files };
  const inside = (path: string) => path.slice(own.length);
  return {
    entry: inside(file),
    files: Object.fromEntries(Object.entries(files).map(([path, text]) => [inside(path), text])),
  };
}

/** The folder of an algorithm that a reference submission is an entry of. */
export const algorithmOf = (file: string): string => file.split("/")[0] as string;

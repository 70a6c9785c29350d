import { readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { recordSchema, type TrialRecord } from "@steepest/core/schema/record.ts";
import { UserError } from "@steepest/core/schema/userError.ts";
import { readJsonFile } from "../files/readJsonFile.ts";
import { readText } from "../files/wholeFiles.ts";

/** Our records in the given files and, at any depth, folders. Other JSON files in a folder are passed over. */
export function readRecords(paths: readonly string[], cwd: string): TrialRecord[] {
  const records = paths.flatMap((path) => {
    const absolute = resolve(cwd, path);
    const isFolder = statSync(absolute, { throwIfNoEntry: false })?.isDirectory() === true;
    if (!isFolder) return [readJsonFile(path, cwd, recordSchema, "a Steepest record")];
    const found = readdirSync(absolute, { recursive: true, withFileTypes: true });
    return found
      .filter((entry) => !entry.isDirectory() && entry.name.endsWith(".json"))
      .flatMap((entry) => recordIn(join(entry.parentPath, entry.name)));
  });
  if (records.length > 0) return records;
  throw new UserError({
    code: "no-records",
    what: `There are no records in ${paths.join(", ")}.`,
    solution:
      "Give record files or a folder of them, such as the one that `steepest run --out DIR` wrote; for AlgoPerf's logs add --format algoperf.",
  });
}

function recordIn(path: string): TrialRecord[] {
  const text = readText(path);
  // Summaries and sources lie beside records; what says it is a record must be one.
  if (!text.includes('"steepest-record/1"')) return [];
  return [readJsonFile(path, "/", recordSchema, "a Steepest record (its file is damaged)")];
}

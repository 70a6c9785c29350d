import { readdirSync, realpathSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { anyRecordSchema, type TrialRecord } from "@steepest/core/schema/record.ts";
import { UserError } from "@steepest/core/schema/userError.ts";
import { readJsonFile } from "../files/readJsonFile.ts";
import { readText } from "../files/wholeFiles.ts";

/** A record with the path of its file, as the user writes it. */
export interface FiledRecord {
  readonly file: string;
  readonly record: TrialRecord;
}

export interface ReadRecords {
  readonly records: readonly FiledRecord[];
  readonly notes: readonly string[];
}

/** Our records in the given files and, at any depth, folders; a file counts once. Other JSON files in a folder are passed over. */
export function readRecords(paths: readonly string[], cwd: string): ReadRecords {
  const seen = new Set<string>();
  const notes: string[] = [];
  const isNew = (path: string) => {
    const real = realpathSync(path);
    return !seen.has(real) && seen.add(real) !== undefined;
  };
  const records = paths.flatMap((path) => {
    const absolute = resolve(cwd, path);
    const isFolder = statSync(absolute, { throwIfNoEntry: false })?.isDirectory() === true;
    if (!isFolder) {
      const record = readJsonFile(path, cwd, anyRecordSchema, "a Steepest record");
      return isNew(absolute) ? [{ file: path, record }] : [];
    }
    return readdirSync(absolute, { recursive: true, encoding: "utf8" })
      .filter(
        (name) =>
          name.endsWith(".json") && statSync(join(absolute, name), { throwIfNoEntry: false })?.isFile(),
      )
      .filter((name) => isNew(join(absolute, name)))
      .flatMap((name) => recordIn(join(absolute, name), join(path, name), notes));
  });
  if (records.length > 0) return { records, notes };
  throw new UserError({
    code: "no-records",
    what: `There are no records in ${paths.join(", ")}.`,
    ...(notes.length === 0 ? {} : { details: notes.join(" ") }),
    solution:
      "Give record files or a folder of them, such as the one that `steepest run --out DIR` wrote; for AlgoPerf's logs add --format algoperf.",
  });
}

function recordIn(absolute: string, file: string, notes: string[]): FiledRecord[] {
  const text = readText(absolute);
  // Summaries and sources lie beside records; what says it is a record must be one.
  if (!/"steepest-record\/\d/.test(text)) {
    if (!isJson(text)) notes.push(`${file} is not read: it is no JSON, perhaps a record that was cut off.`);
    return [];
  }
  const record = readJsonFile(absolute, "/", anyRecordSchema, "a Steepest record (its file is damaged)");
  return [{ file, record }];
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

import { readdirSync, realpathSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { UserError } from "@steepest/base/userError.ts";
import { readWholeExport } from "@steepest/core/schema/api/readExport.ts";
import { anyRecordSchema, type TrialRecord } from "@steepest/core/schema/record.ts";
import { z } from "zod";
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

/** Our records in the given files, exports of boards (`*.jsonl`) among them, and, at any depth, folders; a file counts once. Other JSON files in a folder are passed over. */
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
      if (isExport(absolute)) return isNew(absolute) ? recordsOfExport(absolute, path, notes) : [];
      const record = readJsonFile(path, cwd, anyRecordSchema, "a Steepest record");
      return isNew(absolute) ? [{ file: path, record }] : [];
    }
    return readdirSync(absolute, { recursive: true, encoding: "utf8" })
      .filter(
        (name) =>
          /\.(json|jsonl|ndjson)$/.test(name) &&
          statSync(join(absolute, name), { throwIfNoEntry: false })?.isFile(),
      )
      .filter((name) => isNew(join(absolute, name)))
      .flatMap((name) => {
        const [whole, file] = [join(absolute, name), join(path, name)];
        return isExport(whole) ? recordsOfExport(whole, file, notes) : recordIn(whole, file, notes);
      });
  });
  if (records.length > 0) return { records, notes };
  throw new UserError({
    code: "no-records",
    what: `There are no records in ${paths.join(", ")}.`,
    ...(notes.length === 0 ? {} : { details: notes.join(" ") }),
    solution:
      "Give record files or a folder of them, such as the one that `steepest run --out DIR` wrote, or an export of a board; for AlgoPerf's logs add --format algoperf.",
  });
}

/** By its name; or by its lines, which one record has only one of. */
function isExport(path: string): boolean {
  if (/\.(jsonl|ndjson)$/.test(path)) return true;
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
  return /^\{"format":"steepest-(record|export)[^\n]*\n+\{"format"/.test(readText(path));
}

/** The records of an export of a board, all of its parts in one file. Throws where it is not whole, or its checksum is another. */
function recordsOfExport(absolute: string, file: string, notes: string[]): FiledRecord[] {
  const { records, end } = ofFile(file, () => readWholeExport(readText(absolute)));
  if (end.trust !== null) notes.push(`${file} has the records of ${end.board} with trust=${end.trust}.`);
  return records.map((line, at) => {
    const read = anyRecordSchema.safeParse(line);
    if (read.success) return { file: `${file}, line ${at + 1}`, record: read.data };
    throw new UserError({
      code: "wrong-file",
      what: `Record ${at + 1} of ${file} is no Steepest record.`,
      details: z.prettifyError(read.error),
      solution: "Give an export of a board as it was fetched, or record files.",
    });
  });
}

/** Does it, and says which file an error of the user's is about. */
function ofFile<Result>(file: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { code, details = "", solution } = error;
    throw new UserError({ code, what: `${file} is no whole export.`, details, solution }, { cause: error });
  }
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

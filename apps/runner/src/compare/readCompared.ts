import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { UserError } from "@steepest/base/userError.ts";
import type { Client } from "@steepest/core/schema/api/client.ts";
import { type FiledRecord, type ReadRecords, readRecords } from "../score/readRecords.ts";

/** Records that are asked for at once. */
const atOnce = 4;

/** The records of what is named, in that order: files and folders as `score` reads them, anything else an entry of the platform. */
export async function readCompared(
  names: readonly string[],
  cwd: string,
  client: () => Client,
): Promise<ReadRecords> {
  const records: FiledRecord[] = [];
  const notes: string[] = [];
  for (const name of names) {
    const isPath = existsSync(resolve(cwd, name));
    const read = isPath ? readRecords([name], cwd) : { records: await readEntry(name, client()), notes: [] };
    records.push(...read.records);
    notes.push(...read.notes);
  }
  return { records, notes };
}

async function readEntry(name: string, client: Client): Promise<FiledRecord[]> {
  // A path that was mistyped: nobody's id has a slash or a dot.
  if (/[/.\\]/.test(name)) {
    throw new UserError({
      code: "no-such-file",
      what: `${name} is no file or folder.`,
      solution: "Give record files, folders of them (what `steepest run` writes), or ids of entries.",
    });
  }
  const entry = await client.entry(name);
  const ended = entry.trialGrid.filter(({ status }) => status === "finished");
  const records: FiledRecord[] = [];
  for (let from = 0; from < ended.length; from += atOnce) {
    records.push(
      ...(await Promise.all(
        ended.slice(from, from + atOnce).map(async ({ id }) => ({
          file: `${name}, trial ${id}`,
          record: await client.record(id),
        })),
      )),
    );
  }
  return records;
}

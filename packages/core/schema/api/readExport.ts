import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { UserError } from "../userError.ts";
import { type ExportEnd, exportEndSchema, exportMissingSchema } from "./exports.ts";

/**
 * The records of an export (GET /v1/export), line by line, as they are parsed from JSON. Throws `export-incomplete` after the last where the
 * export broke off, was altered, or lacks a record: what was read until then is not the whole board.
 */
export async function* readExport(lines: AsyncIterable<string> | Iterable<string>): AsyncGenerator<unknown> {
  const hash = sha256.create();
  const missing: string[] = [];
  let end: ExportEnd | null = null;
  let records = 0;
  for await (const line of lines) {
    if (line === "") continue;
    if (end !== null) throw incomplete("Lines follow its last.");
    const value = parsed(line);
    const last = exportEndSchema.safeParse(value);
    if (last.success) {
      end = last.data;
      continue;
    }
    hash.update(utf8ToBytes(`${line}\n`));
    const lacking = exportMissingSchema.safeParse(value);
    if (lacking.success) missing.push(lacking.data.trial);
    else {
      records++;
      yield value;
    }
  }
  if (end === null) throw incomplete(`It broke off after ${records} records.`);
  if (end.records !== records || end.missing !== missing.length) {
    throw incomplete(`It says ${end.records} records, but has ${records}.`);
  }
  if (end.sha256 !== bytesToHex(hash.digest())) throw incomplete("Its checksum is another: it was altered.");
  if (missing.length > 0)
    throw incomplete(`The platform lacks the records of ${missing.slice(0, 5).join(", ")}.`);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw incomplete(`A line is no JSON: ${line.slice(0, 80)}`);
  }
}

const incomplete = (details: string): UserError =>
  new UserError({
    code: "export-incomplete",
    what: "The export is not whole.",
    details,
    solution:
      "Fetch it again (GET /v1/export); where records are missing in the platform's store, tell its operator.",
  });

import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { UserError } from "@steepest/base/userError.ts";
import { z } from "zod";
import { type ExportTrailer, exportMissingSchema, exportTrailerSchema, provenanceSchema } from "./exports.ts";

/**
 * The records of an export (GET /v1/export), line by line, as they are parsed from JSON: of all its parts after each other, or of one that is asked for
 * with `onePart`. Throws `export-incomplete` after the last where the export broke off, was altered, or lacks a record or a part: what was read until then
 * is not the whole board. Returns the last line.
 */
export async function* readExport(
  lines: AsyncIterable<string> | Iterable<string>,
  { onePart = false }: { readonly onePart?: boolean } = {},
): AsyncGenerator<unknown, ExportTrailer> {
  const reading = new ExportReading(onePart);
  for await (const line of lines) {
    const record = reading.take(line);
    if (record !== null) yield record.value;
  }
  return reading.end();
}

/** The same of what is there already. */
export function readWholeExport(text: string): { readonly records: unknown[]; readonly end: ExportTrailer } {
  const reading = new ExportReading(false);
  const records = text.split("\n").flatMap((line) => {
    const record = reading.take(line);
    return record === null ? [] : [record.value];
  });
  return { records, end: reading.end() };
}

class ExportReading {
  #hash = sha256.create();
  #records = 0;
  #all = 0;
  readonly #missing: string[] = [];
  #missingInPart = 0;
  #last: ExportTrailer | null = null;
  #isOpen = false;
  readonly #onePart: boolean;

  constructor(onePart: boolean) {
    this.#onePart = onePart;
  }

  /** Null where the line is no record. */
  take(line: string): { readonly value: unknown } | null {
    if (line === "") return null;
    if (this.#last?.next === null || (this.#last !== null && this.#onePart)) {
      throw incomplete("Lines follow its last.");
    }
    const value = parsed(line);
    const trailer = exportTrailerSchema.safeParse(value);
    if (trailer.success) {
      this.#close(trailer.data);
      return null;
    }
    this.#isOpen = true;
    this.#hash.update(utf8ToBytes(`${line}\n`));
    const lacking = exportMissingSchema.safeParse(value);
    if (lacking.success) {
      this.#missing.push(lacking.data.trial);
      this.#missingInPart++;
      return null;
    }
    this.#records++;
    this.#all++;
    requireAsReported(line, value);
    return { value };
  }

  #close(trailer: ExportTrailer): void {
    const expected = this.#last?.next ?? null;
    if (this.#last !== null && (trailer.after !== expected || trailer.board !== this.#last.board)) {
      throw incomplete("Its parts do not follow each other: one is missing, or they are of two exports.");
    }
    if (this.#last === null && !this.#onePart && trailer.after !== null) {
      throw incomplete("Its first part is missing.");
    }
    if (trailer.records !== this.#records || trailer.missing !== this.#missingInPart) {
      throw incomplete(`It says ${trailer.records} records, but has ${this.#records}.`);
    }
    if (trailer.sha256 !== bytesToHex(this.#hash.digest())) {
      throw incomplete("Its checksum is another: it was altered.");
    }
    this.#last = trailer;
    this.#hash = sha256.create();
    this.#records = 0;
    this.#missingInPart = 0;
    this.#isOpen = false;
  }

  end(): ExportTrailer {
    if (this.#last === null || this.#isOpen) throw incomplete(`It broke off after ${this.#all} records.`);
    if (this.#last.next !== null && !this.#onePart) {
      throw incomplete(`It ends after ${this.#all} records, and there are more parts.`);
    }
    if (this.#missing.length > 0) {
      throw incomplete(`The platform lacks the records of ${this.#missing.slice(0, 5).join(", ")}.`);
    }
    return this.#last;
  }
}

const withProvenance = z.object({ provenance: provenanceSchema });

/** What stands before the provenance is the record as it was reported, by its hash. */
function requireAsReported(line: string, value: unknown): void {
  const found = withProvenance.safeParse(value);
  if (!found.success) return;
  const { sha256: wanted, trial } = found.data.provenance;
  const reported = `${line.slice(0, line.lastIndexOf(',"provenance":{'))}}`;
  if (bytesToHex(sha256(utf8ToBytes(reported))) !== wanted) {
    throw incomplete(`The record of ${trial} is another than was reported.`);
  }
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
      "Fetch it again (GET /v1/export, every part of it); where records are missing in the platform's store, tell its operator.",
  });

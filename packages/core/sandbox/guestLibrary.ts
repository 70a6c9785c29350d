import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { SubmissionSource } from "../schema/sourceFiles.ts";
import { guestSources } from "./guestSources.generated.ts";

/** The module `steepest` by path, as the sandbox runs it: types stripped, comments kept. */
export type GuestLibrary = typeof guestSources;

/** SHA-256 (hex) of a guest library: what a submission's own source and hash do not cover. */
export const hashOfLibrary = (library: GuestLibrary): string =>
  bytesToHex(sha256(utf8ToBytes(JSON.stringify(library))));

let known: string | null = null;

/** The hash of the library that this program holds. */
export function guestLibrarySha256(): string {
  known ??= hashOfLibrary(guestSources);
  return known;
}

const entry = "steepest.ts";

/** Names of some thousand characters at most, so that each `import` costs no more than that. */
const importClause = /\bimport\b([^"'`;]{0,2000}?)\bfrom\s*["']steepest["']/g;
const passedOn = /export (?:\{([^}]*)\}|\*) from "\.\/([^"]+)"/g;
const declared = /^export (?:async )?(?:function|const|class) (\w+)/gm;
const word = /[A-Za-z_$][\w$]*/g;

/** The file of the library that declares each exported name. */
function filesOfNames(library: GuestLibrary): Map<string, string> {
  const places = new Map<string, string>();
  for (const [, names, path = ""] of (library[entry] ?? "").matchAll(passedOn)) {
    const exported =
      names?.match(word) ?? [...(library[path] ?? "").matchAll(declared)].map(([, name]) => name);
    for (const name of exported) if (name !== undefined && path in library) places.set(name, path);
  }
  return places;
}

/** A file of the library, and which of its names are imported. */
export interface ImportedFile {
  readonly path: string;
  readonly names: readonly string[];
  /** Where types were stripped, one empty line is left. */
  readonly text: string;
}

/** The files of the library in which what a submission imports is declared, in the library's order. Works on text of strangers in linear time. */
export function importedFromLibrary(source: SubmissionSource, library: GuestLibrary): ImportedFile[] {
  const wanted = new Set<string>();
  for (const text of Object.values(source.files)) {
    for (const [, clause = ""] of text.matchAll(importClause)) {
      // `import * as s` may use anything that the text names.
      const isWhole = /^\s*\*/.test(clause);
      for (const name of (isWhole ? text : clause).match(word) ?? []) wanted.add(name);
    }
  }
  const files = new Map<string, string[]>();
  for (const [name, path] of filesOfNames(library)) {
    if (wanted.has(name)) files.set(path, [...(files.get(path) ?? []), name]);
  }
  return [...files].map(([path, names]) => ({
    path,
    names,
    text: (library[path] ?? "").replaceAll(/\n{3,}/g, "\n\n").trimStart(),
  }));
}

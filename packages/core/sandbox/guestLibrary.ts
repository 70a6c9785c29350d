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

const startOfPart = /^(?:\/\*\*|import |export |async |function |class |const |let )/;

/** What stands at the outermost level of a file, one declaration after the other, each with its comment. The formatter begins nothing else there. */
function declarationsOf(text: string): string[] {
  const parts: string[][] = [];
  let isAfterComment = false;
  for (const line of text.split("\n")) {
    if (parts.length === 0 || (startOfPart.test(line) && !isAfterComment)) parts.push([]);
    parts.at(-1)?.push(line);
    if (/\*\/$/.test(line)) isAfterComment = parts.at(-1)?.[0]?.startsWith("/**") === true;
    else if (line.trim() !== "") isAfterComment = false;
  }
  return parts.map((lines) =>
    lines
      .join("\n")
      .replaceAll(/\n{3,}/g, "\n\n")
      .trim(),
  );
}

const nameOfDeclaration = /^(?:export )?(?:async )?(?:function|const|let|class) (\w+)/m;

/** Of a file's text the declarations of these names, and what of the file they are made of. */
function reached(text: string, names: readonly string[]): string {
  const parts = declarationsOf(text);
  const placeOf = new Map(parts.map((part, place) => [nameOfDeclaration.exec(part)?.[1], place]));
  const places = new Set<number>();
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const place = placeOf.get(name);
    if (place === undefined || places.has(place)) continue;
    places.add(place);
    waiting.push(...(parts[place]?.match(word) ?? []));
  }
  return parts.filter((_, place) => places.has(place)).join("\n\n");
}

/** A file of the library, and which of its names are imported. */
export interface ImportedFile {
  readonly path: string;
  readonly names: readonly string[];
  /** Of the file what these names need. Where types were stripped, one empty line is left. */
  readonly text: string;
}

/** What a submission imports, by the files of the library that declare it, in the library's order. Works on text of strangers in linear time. */
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
    text: reached(library[path] ?? "", names),
  }));
}

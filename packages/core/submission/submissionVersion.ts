import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { SubmissionSource } from "../schema/sourceFiles.ts";

/**
 * Identity of a submission version: SHA-256 (hex) over entry, paths and files, each with its length, paths sorted. Throws a
 * RangeError for text that UTF-8 cannot write: halves of surrogate pairs all become the same bytes, so that different
 * sources would be one version. `validateSource` tells the author.
 */
export function submissionVersion(source: SubmissionSource): string {
  const hash = sha256.create();
  const addPart = (text: string) => {
    if (!text.isWellFormed()) throw new RangeError("text with half of a surrogate pair has no version");
    const bytes = utf8ToBytes(text);
    hash.update(utf8ToBytes(`${bytes.length}:`)).update(bytes);
  };
  addPart(source.entry);
  for (const path of Object.keys(source.files).sort()) {
    addPart(path);
    addPart(source.files[path] as string);
  }
  return bytesToHex(hash.digest());
}

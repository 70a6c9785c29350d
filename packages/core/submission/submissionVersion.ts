import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { SubmissionSource } from "../schema/sourceFiles.ts";

/** Identity of a submission version: SHA-256 (hex) over entry, paths and files, each with its length, paths sorted. */
export function submissionVersion(source: SubmissionSource): string {
  const hash = sha256.create();
  const addPart = (text: string) => {
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

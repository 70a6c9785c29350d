import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { UserError } from "@steepest/base/userError.ts";
import type { DataFile } from "@steepest/core/workload/workload.ts";

/** Refuses bytes that are not the pinned ones. `from` says where they came from, `solution` how to get the right ones. */
export function checkDataFile(
  file: DataFile,
  bytes: Uint8Array,
  { from, solution, digest }: { from: string; solution: string; digest?: string },
): void {
  if (bytes.length === file.bytes) {
    const found = digest ?? bytesToHex(sha256(bytes));
    if (found === file.sha256) return;
    throw new UserError({
      code: "data-mismatch",
      what: `The data file ${file.name} is not the one that this version of Steepest trains on.`,
      details: `${from} has SHA-256 ${found}; ${file.sha256} is pinned.`,
      solution,
    });
  }
  throw new UserError({
    code: "data-mismatch",
    what: `The data file ${file.name} is not the one that this version of Steepest trains on.`,
    details: `${from} has ${bytes.length} bytes; ${file.bytes} are pinned.`,
    solution,
  });
}

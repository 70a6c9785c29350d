import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { DataFile } from "@steepest/core/workload/workload.ts";

/** The version of a dataset: the SHA-256 of its files' lines `sha256  name`, in the order of the manifest. */
export const datasetSha256 = (files: readonly DataFile[]): string =>
  bytesToHex(sha256(utf8ToBytes(files.map((file) => `${file.sha256}  ${file.name}\n`).join(""))));

import { bytesToHex } from "@noble/hashes/utils.js";
import { UserError } from "@steepest/base/userError.ts";
import type { ReadDataFile } from "@steepest/core/workload/workload.ts";
import { checkDataFile } from "./datasets/checkDataFile.ts";
import { datasetOf } from "./datasets/datasetOf.ts";

export interface HttpDataReaderOptions {
  /** For tests; the global fetch by default. */
  readonly fetch?: (url: string) => Promise<Response>;
}

/**
 * Reads the prepared files of a workload from `<baseUrl>/<dataset>/<file>` (a tab; the folder that `prepareData` writes has
 * this layout). The pin is in the query: what was once read under it never changes, so caches keep it. A file that does not match its pin is refused with a UserError.
 */
export function httpDataReader(
  workload: string,
  baseUrl: string,
  { fetch = (url) => globalThis.fetch(url) }: HttpDataReaderOptions = {},
): ReadDataFile {
  const dataset = datasetOf(workload);
  return async (name) => {
    const file = dataset.files.find((candidate) => candidate.name === name);
    if (file === undefined) throw new Error(`the dataset ${dataset.id} has no file ${name}`);
    const url = `${baseUrl.replace(/\/$/, "")}/${dataset.id}/${name}?sha256=${file.sha256}`;
    const response = await fetch(url);
    if (!response.ok) {
      throw new UserError({
        code: "data-unavailable",
        what: `The data file ${name} of ${workload} could not be fetched.`,
        details: `${url} answered ${response.status}.`,
        solution: "Try again later, or run the workload with the CLI, which prepares its data itself.",
      });
    }
    const bytes = new Uint8Array(await response.arrayBuffer());
    // crypto.subtle is several times faster than JavaScript but exists on secure origins only.
    const digest = globalThis.crypto?.subtle
      ? { digest: bytesToHex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))) }
      : {};
    checkDataFile(file, bytes, { from: url, solution: "Reload without the browser's cache.", ...digest });
    return bytes;
  };
}

import { z } from "zod";
import { type Manifest, manifestSchema } from "../schema/manifest.ts";
import { SubmissionError } from "./submissionError.ts";

/** Manifests are shown on pages and kept in database rows. */
const mostCharacters = 64 * 1024;

/** The manifest that the guest gave, checked. Throws SubmissionError `manifest-invalid`. */
export function parseManifest(json: string, entry: string): Manifest {
  if (json.length > mostCharacters) {
    throw new SubmissionError({
      code: "manifest-invalid",
      message: `what defineSubmission was given takes ${json.length} characters as JSON, the limit is ${mostCharacters}`,
      solution: "Shorten the search space or the description.",
      file: entry,
    });
  }
  const parsed = manifestSchema.safeParse(JSON.parse(json));
  if (parsed.success) return parsed.data;
  throw new SubmissionError({
    code: "manifest-invalid",
    message: `what defineSubmission was given is not valid: ${z.prettifyError(parsed.error)}`,
    solution: "Correct the fields named; docs/contract.md describes each of them.",
    file: entry,
  });
}

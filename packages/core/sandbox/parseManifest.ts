import { z } from "zod";
import { type Manifest, manifestSchema } from "../schema/manifest.ts";
import { SubmissionError } from "./submissionError.ts";

/** The manifest that the guest gave, checked. Throws SubmissionError `manifest-invalid`. */
export function parseManifest(json: string, entry: string): Manifest {
  const parsed = manifestSchema.safeParse(JSON.parse(json));
  if (parsed.success) return parsed.data;
  throw new SubmissionError({
    code: "manifest-invalid",
    message: `what defineSubmission was given is not valid: ${z.prettifyError(parsed.error)}`,
    solution: "Correct the fields named; docs/contract.md describes each of them.",
    file: entry,
  });
}

import type { SubmissionSource } from "../sourceFiles.ts";
import { ApiError } from "./apiError.ts";
import type { Client } from "./client.ts";

/** Uploads a submission and gives its version. The very same files uploaded before are the same version: nothing is wrong with entering it. */
export async function uploadVersion(
  client: Pick<Client, "createSubmission">,
  source: SubmissionSource,
): Promise<{ readonly version: string; readonly isNew: boolean }> {
  try {
    return { version: (await client.createSubmission(source)).version, isNew: true };
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== "version-exists") throw error;
    const { existing } = error.problem;
    if (existing === undefined) throw error;
    return { version: existing, isNew: false };
  }
}

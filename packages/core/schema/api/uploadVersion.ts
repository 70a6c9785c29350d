import type { SubmissionSource } from "../sourceFiles.ts";
import { existingAfter } from "./apiError.ts";
import type { Client } from "./client.ts";

/** Uploads a submission and gives its version. The very same files uploaded before are the same version: nothing is wrong with entering it. */
export async function uploadVersion(
  client: Pick<Client, "createSubmission">,
  source: SubmissionSource,
  { isPrivate = false }: { readonly isPrivate?: boolean } = {},
): Promise<{ readonly version: string; readonly isNew: boolean }> {
  try {
    return { version: (await client.createSubmission(source, { isPrivate })).version, isNew: true };
  } catch (error) {
    return { version: existingAfter(error, "version-exists"), isNew: false };
  }
}

import type { SubmissionVersion } from "@steepest/core/schema/api/submissions.ts";
import type { versions } from "../database/schema.ts";

export const versionView = (row: typeof versions.$inferSelect): SubmissionVersion => ({
  version: row.version,
  submission: row.submission,
  number: row.number,
  manifest: row.manifest,
  library: row.library,
  createdAt: new Date(row.createdAt).toISOString(),
});

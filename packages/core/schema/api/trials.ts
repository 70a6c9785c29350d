import { z } from "zod";
import { trialViewSchema } from "./entries.ts";

/** GET /v1/trials/:id: a trial with where it belongs and, once it has finished, where its record is. */
export const trialDetailSchema = trialViewSchema.extend({
  submission: z.string(),
  version: z.string(),
  board: z.string(),
  trust: z.enum(["verified", "self-reported"]),
  /** SHA-256 and size of the record's body (GET /v1/trials/:id/record); null until there is one. */
  record: z.object({ sha256: z.string(), bytes: z.int() }).nullable(),
});
export type TrialDetail = z.infer<typeof trialDetailSchema>;

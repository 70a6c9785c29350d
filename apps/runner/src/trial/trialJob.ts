import { trialJobSchema as portableJobSchema } from "@steepest/core/job/trialJob.ts";
import { z } from "zod";

/** A trial job for a child process of this machine: where the prepared data lies comes with it. */
export const trialJobSchema = portableJobSchema.extend({
  dataDirectory: z.string(),
  /** The file of a user's own workload; left out for those of the catalogue. */
  workloadFile: z.string().optional(),
});
export type LocalTrialJob = z.infer<typeof trialJobSchema>;

import { trialJobSchema as portableJobSchema } from "@steepest/core/job/trialJob.ts";
import { z } from "zod";

/** A trial job for a child process of this machine: where the prepared data lies comes with it. */
export const trialJobSchema = portableJobSchema.extend({ dataDirectory: z.string() });
export type TrialJob = z.infer<typeof trialJobSchema>;

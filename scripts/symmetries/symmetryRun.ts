import { z } from "zod";

/** What is trained: honest, tuned for no one workload, the winner of most targets. */
export const submission = "nadamw_self";

/** One training run, with or without the symmetry that its seed draws; a line of a log and of the evidence. */
export const symmetryRunSchema = z.strictObject({
  workload: z.string(),
  seed: z.int(),
  /** Whether the data were under a symmetry. */
  symmetry: z.boolean(),
  /** Steps of each evaluation, and the validation metric then; null where it was not finite. */
  steps: z.array(z.int()),
  values: z.array(z.number().nullable()),
});
export type SymmetryRun = z.infer<typeof symmetryRunSchema>;

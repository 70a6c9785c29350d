import { z } from "zod";
import { rulesetSchema } from "./ruleset.ts";
import { searchSpaceSchema } from "./searchSpace.ts";

/** A submission's name: what boards, URLs and scores call it. */
export const submissionNameSchema = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]{1,47}$/,
    "must be 2 to 48 of a-z, 0-9 and _, starting with a letter (like `nadamw`)",
  );

/**
 * What a submission says of itself in `defineSubmission({...})`, read by evaluating its source in the sandbox. What a new one
 * must fulfil beside its form is in `manifestProblems.ts`.
 */
export const manifestSchema = z.strictObject({
  name: submissionNameSchema,
  ruleset: rulesetSchema,
  /** AlgoPerf search space; under `self` a list of exactly one fixed point (or an empty object). */
  hyperparameters: searchSpaceSchema,
  /** Up to 500 characters. */
  description: z.string().optional(),
  authors: z.array(z.string()).max(20).optional(),
  /** arXiv id, DOI or URL. */
  paper: z.string().optional(),
  /** Bytes of optimizer state per parameter, as the author states it. */
  stateBytesPerParameter: z.number().nonnegative().optional(),
});
export type Manifest = z.infer<typeof manifestSchema>;

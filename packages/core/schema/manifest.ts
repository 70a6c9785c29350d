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

/** What a submission says of itself in `defineSubmission({...})`, read by evaluating its source in the sandbox. */
export const manifestSchema = z
  .strictObject({
    name: submissionNameSchema,
    ruleset: rulesetSchema,
    /** AlgoPerf search space; under `self` a list of exactly one fixed point (or an empty object). */
    hyperparameters: searchSpaceSchema,
    description: z.string().max(500).optional(),
    authors: z.array(z.string().max(100)).max(20).optional(),
    /** arXiv id, DOI or URL. */
    paper: z.string().max(200).optional(),
    /** Bytes of optimizer state per parameter, as the author states it. */
    stateBytesPerParameter: z.number().nonnegative().optional(),
  })
  .superRefine((manifest, context) => {
    if (manifest.ruleset !== "self") return;
    const space = manifest.hyperparameters;
    const fixed = Array.isArray(space) ? space.length === 1 : Object.keys(space).length === 0;
    if (!fixed) {
      context.addIssue({
        code: "custom",
        path: ["hyperparameters"],
        message:
          "the self-tuning ruleset allows no search space: give a list with one fixed point, like [{ lr: 0.001 }]",
      });
    }
  });
export type Manifest = z.infer<typeof manifestSchema>;

import { UserError } from "@steepest/base/userError.ts";
import type { Suite } from "@steepest/core/schema/suite.ts";
import { drawVariants } from "@steepest/workloads/heldOut/drawVariants.ts";

export const heldOutSeedOption = {
  "held-out-seed": {
    type: "string",
    valueHint: "text",
    description: "Draws the held-out variants of standard_heldout, to practise",
  },
} as const;

/**
 * A suite whose held-out variants are drawn: by `seed`, to practise, or by the published one. Other suites stay as they are. Throws a UserError where
 * nothing is published and no seed given, or where a seed makes no sense.
 */
export function drawSuite(suite: Suite, seed: string | undefined): Suite {
  const { heldOut, id } = suite;
  if (heldOut === undefined) {
    if (seed === undefined) return suite;
    throw new UserError({
      code: "nothing-to-draw",
      what: `The suite ${id} has no held-out variants.`,
      solution: "Leave --held-out-seed out, or run --suite standard_heldout.",
    });
  }
  if (seed !== undefined) return { ...suite, workloads: drawVariants(heldOut.candidates, seed) };
  if (heldOut.published !== null) return suite;
  throw new UserError({
    code: "not-drawn",
    what: `The held-out variants of ${id} are not drawn yet.`,
    details: `The seed with the SHA-256 ${heldOut.seedSha256} is published when the round closes.`,
    solution: "Practise with a draw of your own: --held-out-seed TEXT.",
  });
}

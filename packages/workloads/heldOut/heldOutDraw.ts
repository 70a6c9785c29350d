import { type HeldOutDraw, heldOutDrawSchema } from "@steepest/core/schema/suite.ts";
import round from "./round.json" with { type: "json" };

/** Counts the draws: the version of the suite. */
export const heldOutRound: number = round.round;

/** The draw of the suite `standard_heldout` as it stands; `npm run heldout` starts a round and publishes its seed. */
export const heldOutDraw: HeldOutDraw = heldOutDrawSchema.parse({
  seedSha256: round.seedSha256,
  candidates: round.candidates,
  published: round.published,
});

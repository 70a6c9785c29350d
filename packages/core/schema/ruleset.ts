import { z } from "zod";

/** `external`: trials drawn from the submission's search space. `self`: no tuning from outside. */
export const rulesetSchema = z.enum(["external", "self"]);
export type Ruleset = z.infer<typeof rulesetSchema>;

/** How many times a workload's budget a trial has: who tunes itself gets three, as in AlgoPerf (Kasimbeg et al. 2025, rules v0.6). */
export const budgetFactor: Readonly<Record<Ruleset, number>> = { external: 1, self: 3 };

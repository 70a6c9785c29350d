import { z } from "zod";

/** `external`: trials drawn from the submission's search space. `self`: no tuning from outside. */
export const rulesetSchema = z.enum(["external", "self"]);
export type Ruleset = z.infer<typeof rulesetSchema>;

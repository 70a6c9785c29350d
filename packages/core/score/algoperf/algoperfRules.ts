import type { ScoreRules } from "../scoreTimes.ts";
import { trapezoidCredit } from "../trapezoidCredit.ts";
import { heldOutRuleV05 } from "./heldOutRuleV05.ts";

/** How AlgoPerf's scoring code gets from times to scores. Its winner of a study is `firstByEvaluation`. */
export const algoperfRules = (): Required<Pick<ScoreRules, "credit" | "heldOutRule">> => ({
  credit: trapezoidCredit(),
  heldOutRule: heldOutRuleV05,
});

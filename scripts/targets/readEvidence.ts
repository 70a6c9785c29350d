import { existsSync, readFileSync } from "node:fs";
import { cards } from "../../packages/workloads/catalogue.ts";
import { targetFiles } from "../../packages/workloads/node/targets/targetFiles.ts";
import { targetCurvesSchema } from "../../packages/workloads/targetCurves.ts";
import type { TargetEvidence } from "./renderTargets.ts";

/** Every workload that is offered, with the curves kept beside its target. */
export const readEvidence = (): TargetEvidence[] =>
  cards.map((card) => {
    const { curves } = targetFiles(card);
    return {
      card,
      curves: existsSync(curves) ? targetCurvesSchema.parse(JSON.parse(readFileSync(curves, "utf8"))) : null,
    };
  });

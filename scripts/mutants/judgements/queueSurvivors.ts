import type { Judgement } from "./judgement.ts";

/** Survivors of `apps/api`. */
export const queueSurvivors: readonly Judgement[] = [
  {
    file: "apps/api/queue/queueView.ts",
    original: "{ online: 0, last: null }",
    verdict: "unreachable",
    why: "a SELECT of two values gives one row",
  },
  {
    file: "apps/api/queue/loadTrial.ts",
    original: '"holder"',
    verdict: "equivalent",
    why: "of names of columns it matters only that they differ",
  },
  {
    file: "apps/api/queue/checkTimes.ts",
    original: "one < other",
    replacement: "one <= other",
    verdict: "equivalent",
    why: "no two keys are the same",
  },
  {
    file: "apps/api/queue/leaseTrial.ts",
    original: "longest === undefined",
    verdict: "unreachable",
    why: "who holds none holds fewer than it has jobs, which is one at least",
  },
];

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
];

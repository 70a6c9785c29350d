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
  {
    file: "apps/api/queue/leaseAhead.ts",
    original: "ahead.id !== id",
    verdict: "unreachable",
    why: "what is read ahead is of the very request, which a mistake of the API's own alone would change",
  },
  {
    file: "apps/api/queue/queueView.ts",
    original: "{ before: 0, users: 0, own: 0 }",
    verdict: "unreachable",
    why: "a SELECT of three values gives one row",
  },
  {
    file: "apps/api/queue/ownRunner.ts",
    original: '"runner"',
    verdict: "unreachable",
    why: "asked of the runner of an audit alone, which its row refers to",
  },
];

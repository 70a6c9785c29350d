import { expect, test } from "vitest";
import { quoteTrials, wattHoursOf } from "./quoteTrials.ts";

const trial = (workload: string, maxSteps?: number) => ({
  ...{ workload, budgetSeconds: 20, evaluationPeriodSeconds: 4 },
  maxSteps,
});
const speedOf = (workload: string) => (workload === "known" ? 2 : null);
const evaluationSecondsOf = () => 0.5;
const quote = (trials: readonly ReturnType<typeof trial>[], parallel: number) =>
  quoteTrials(trials, parallel, speedOf, evaluationSecondsOf);

test("trials cost their budgets at the machine's pace, and their evaluations", () => {
  // 20 s at half the speed and five evaluations of half a second; where the pace is unknown, a second is a second.
  expect(quote([trial("known"), trial("new"), trial("known")], 2)).toEqual({
    workloads: [
      { workload: "known", trials: 2, chargedSeconds: 40, wallSeconds: 85, isKnownHere: true },
      { workload: "new", trials: 1, chargedSeconds: 20, wallSeconds: 22.5, isKnownHere: false },
    ],
    trials: 3,
    chargedSeconds: 60,
    wallSeconds: 107.5 / 2,
    jobs: 2,
    wattHours: wattHoursOf(107.5),
  });
});

test("where steps end one of a workload's trials nobody knows what they cost, nor the whole", () => {
  expect(quote([trial("known"), trial("known", 5), trial("new")], 1)).toMatchObject({
    workloads: [
      { workload: "known", trials: 2, chargedSeconds: null, wallSeconds: null, isKnownHere: true },
      { workload: "new", chargedSeconds: 20, wallSeconds: 22.5 },
    ],
    ...{ trials: 3, chargedSeconds: null, wallSeconds: null, wattHours: null },
  });
  // Whichever of the workloads comes first.
  expect(quote([trial("new"), trial("known", 5)], 1).chargedSeconds).toBeNull();
});

test("no more trials run side by side than there are, and none cost nothing", () => {
  expect(quote([trial("new")], 8)).toMatchObject({ wallSeconds: 22.5, jobs: 8 });
  expect(quote([], 3)).toEqual({
    ...{ workloads: [], trials: 0, chargedSeconds: 0, wallSeconds: 0, jobs: 3, wattHours: 0 },
  });
});

test("a busy core draws ten watts", () => {
  expect(wattHoursOf(7200)).toBe(20);
});

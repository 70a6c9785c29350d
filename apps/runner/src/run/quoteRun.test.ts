import { expect, test } from "vitest";
import { quoteRun, renderQuote } from "./quoteRun.ts";

const job = (workload: string, maxSteps?: number) => ({
  ...{ workload, budgetSeconds: 60, evaluationPeriodSeconds: 0.5 },
  ...(maxSteps === undefined ? {} : { maxSteps }),
});

test("a quote sums what trials may be charged, and what that takes here with evaluations, side by side", () => {
  const quote = quoteRun([job("mnist_mlp"), job("mnist_mlp"), job("brown_lm")], 2, (id) =>
    id === "mnist_mlp" ? 3 : null,
  );
  expect(quote).toMatchObject({ trials: 3, chargedSeconds: 180, jobs: 2 });
  const [mlp, lm] = quote.workloads;
  expect(mlp).toMatchObject({ trials: 2, chargedSeconds: 120, isKnownHere: true });
  expect(mlp?.wallSeconds).toBeGreaterThanOrEqual(360);
  expect(lm?.isKnownHere).toBe(false);
  expect(quote.wallSeconds).toBeCloseTo(((mlp?.wallSeconds ?? 0) + (lm?.wallSeconds ?? 0)) / 2, 9);
  expect(renderQuote(quote)).toMatch(/brown_lm +1 +1 m 00 s +about /);
});

test("where steps end a trial its time is not known", () => {
  const quote = quoteRun([job("mnist_mlp", 100)], 1, () => 1);
  expect(quote).toMatchObject({ chargedSeconds: null, wallSeconds: null, wattHours: null });
  expect(renderQuote(quote)).toContain("how long they take is not known");
});

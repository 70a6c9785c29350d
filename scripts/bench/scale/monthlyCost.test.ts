import { expect, test } from "vitest";
import { none } from "./askedOf.ts";
import { monthlyCost } from "./monthlyCost.ts";

const asked = {
  lease: { ...none, rowsRead: 40, rowsWritten: 10, storeReads: 1 },
  heartbeat: { ...none, rowsRead: 10, rowsWritten: 2 },
  report: { ...none, rowsRead: 60, rowsWritten: 20, storeWrites: 1 },
  after: { ...none, rowsRead: 1000 },
  cpuMilliseconds: 10,
  databaseBytes: 1000,
};
const fleet = { runners: 1, trialSeconds: 60, heartbeatSeconds: 15, recordBytes: 10_000 };

test("one runner stays within what the plan includes, but for nothing: the plan's price is the bill", () => {
  const { trials, dollars } = monthlyCost(asked, fleet);
  expect(trials).toBe(43_200);
  expect(dollars).toBe(5);
});

test("what lies beyond is billed by each price, and the database is full when it has its ten gigabytes", () => {
  const { lines, dollars, daysToFullDatabase } = monthlyCost(asked, { ...fleet, runners: 1000 });
  const of = (what: string) => lines.find((line) => line.what === what);
  expect(of("requests")).toMatchObject({ amount: 43_200_000 * 6 });
  expect(of("requests")?.dollars).toBeCloseTo((259.2 - 10) * 0.3, 6);
  // 40 + 4 × 10 + 60 + 1000 rows of each trial.
  expect(of("rows read")?.dollars).toBeCloseTo((43.2 * 1140 - 25_000) * 0.001, 6);
  // 10 + 4 × 2 + 20 of each trial, and 4 each minute for the runner itself.
  expect(of("rows written")?.dollars).toBeCloseTo(43.2 * 42 - 50, 6);
  expect(of("R2 writes")?.dollars).toBeCloseTo(42.2 * 4.5, 6);
  expect(of("D1, GB at its end")?.dollars).toBeCloseTo((43.2 - 5) * 0.75, 6);
  expect(dollars).toBeCloseTo(
    lines.reduce((sum, line) => sum + line.dollars, 0),
    9,
  );
  expect(daysToFullDatabase).toBeCloseTo((30 * 10) / 43.2, 6);
});

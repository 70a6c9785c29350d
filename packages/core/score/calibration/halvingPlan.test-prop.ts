import fc from "fast-check";
import { expect, test } from "vitest";
import { halvingPlan, plannedTrials } from "./halvingPlan.ts";

const options = fc
  .record({
    points: fc.integer({ min: 1, max: 300 }),
    list: fc.integer({ min: 1, max: 8 }),
    workloads: fc.uniqueArray(fc.stringMatching(/^[a-z]{3}$/), { minLength: 1, maxLength: 9 }),
    studies: fc.integer({ min: 1, max: 5 }),
  })
  .filter(({ points, list }) => list <= points);

test("all points run first, no rung has more than the one before, the last ones are enough to choose from", () => {
  fc.assert(
    fc.property(options, ({ points, list, workloads, studies }) => {
      const sizes = halvingPlan({ points, list, workloads, studies }).map((rung) => rung.points);
      expect(sizes[0]).toBe(points);
      for (let rung = 1; rung < sizes.length; rung++) {
        expect(sizes[rung]).toBeLessThanOrEqual(sizes[rung - 1] as number);
      }
      expect(sizes.at(-1)).toBeGreaterThanOrEqual(Math.min(points, 2 * list));
    }),
  );
});

test("whoever is in the last rung has run every study of every workload once, and no plan costs more than all trials", () => {
  fc.assert(
    fc.property(options, ({ points, list, workloads, studies }) => {
      const rungs = halvingPlan({ points, list, workloads, studies });
      const run = rungs.flatMap((rung) =>
        rung.workloads.flatMap((workload) => rung.studies.map((study) => `${workload} ${study}`)),
      );
      const all = workloads.flatMap((workload) =>
        Array.from({ length: studies }, (_, study) => `${workload} ${study}`),
      );
      expect(run.toSorted()).toEqual(all.toSorted());
      expect(plannedTrials(rungs)).toBeLessThanOrEqual(points * all.length);
    }),
  );
});

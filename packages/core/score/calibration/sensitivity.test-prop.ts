import fc from "fast-check";
import { expect, test } from "vitest";
import { sensitivity } from "./sensitivity.ts";

const points = fc
  .array(
    fc.record({
      lr: fc.double({ min: 1e-5, max: 1, noNaN: true }),
      score: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    {
      minLength: 2,
      maxLength: 40,
    },
  )
  .map((drawn) => drawn.map(({ lr, score }, point) => ({ point, hyperparameters: { lr }, score })));

test("groups part the points by value: none is empty, none overlaps the next, together they are all", () => {
  fc.assert(
    fc.property(points, (scored) => {
      for (const { rows, groups, effect } of sensitivity(scored)) {
        expect(rows).toHaveLength(scored.length);
        expect(groups.reduce((sum, group) => sum + group.points, 0)).toBe(scored.length);
        for (const [index, group] of groups.entries()) {
          expect(group.points).toBeGreaterThan(0);
          expect(group.bestScore).toBeGreaterThanOrEqual(group.meanScore - 1e-12);
          expect(Number(group.from)).toBeGreaterThanOrEqual(Number(groups[index - 1]?.to ?? 0));
        }
        expect(effect).toBeGreaterThanOrEqual(0);
        expect(effect).toBeLessThanOrEqual(1);
      }
    }),
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { planMemory } from "./planMemory.ts";

const spans = fc.array(
  fc
    .tuple(fc.nat({ max: 300 }), fc.nat({ max: 20 }), fc.nat({ max: 8 }))
    .map(([bytes, first, length]) => ({ bytes, first, last: first + length })),
  { maxLength: 25 },
);
const rounded = (bytes: number) => Math.ceil(bytes / 16) * 16;

test("no two blocks that are needed at one time overlap, and all lie aligned within the whole", () => {
  fc.assert(
    fc.property(spans, (all) => {
      const { offsets, bytes } = planMemory(all);
      for (const [i, a] of all.entries()) {
        const start = offsets[i] as number;
        expect(start % 16).toBe(0);
        expect(start + a.bytes).toBeLessThanOrEqual(bytes);
        for (const [j, b] of all.entries()) {
          if (i >= j || a.last < b.first || b.last < a.first) continue;
          const other = offsets[j] as number;
          expect(start + a.bytes <= other || other + b.bytes <= start).toBe(true);
        }
      }
    }),
  );
});

test("takes as much as is needed at once at least, and no more than all together", () => {
  fc.assert(
    fc.property(spans, (all) => {
      const at = (time: number) =>
        all.reduce(
          (sum, { bytes, first, last }) => sum + (first <= time && time <= last ? rounded(bytes) : 0),
          0,
        );
      const most = Math.max(0, ...Array.from({ length: 30 }, (_, time) => at(time)));
      const { bytes } = planMemory(all);
      expect(bytes).toBeGreaterThanOrEqual(most);
      expect(bytes).toBeLessThanOrEqual(all.reduce((sum, each) => sum + rounded(each.bytes), 0));
    }),
  );
});

test("blocks that follow one another share their memory", () => {
  const all = Array.from({ length: 10 }, (_, at) => ({ bytes: 64, first: 2 * at, last: 2 * at + 1 }));
  expect(planMemory(all).bytes).toBe(64);
});

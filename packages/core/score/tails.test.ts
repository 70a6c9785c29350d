import fc from "fast-check";
import { expect, test } from "vitest";
import { createTails, keepInTails } from "./tails.ts";

test("of lists that grow side by side the least and the greatest stay, from the outside in", () => {
  const list = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 4, maxLength: 12 });
  fc.assert(
    fc.property(list, fc.integer({ min: 1, max: 4 }), (first, kept) => {
      const second = first.map((value) => 100 - value * value);
      const tails = createTails(2, kept);
      expect(tails.kept).toBe(kept);
      for (const [at, value] of first.entries()) {
        keepInTails(tails, Float64Array.of(value, second[at] as number));
      }
      for (const [at, values] of [first, second].entries()) {
        const sorted = values.toSorted((a, b) => a - b);
        expect([...tails.low.subarray(at * kept, (at + 1) * kept)]).toEqual(sorted.slice(0, kept));
        expect([...tails.high.subarray(at * kept, (at + 1) * kept)]).toEqual(
          sorted.toReversed().slice(0, kept),
        );
      }
    }),
  );
});

test("before there are as many values the rest is infinitely far", () => {
  const tails = createTails(1, 3);
  keepInTails(tails, Int32Array.of(5));
  keepInTails(tails, Int32Array.of(7));
  expect([...tails.low]).toEqual([5, 7, Number.POSITIVE_INFINITY]);
  expect([...tails.high]).toEqual([7, 5, Number.NEGATIVE_INFINITY]);
});

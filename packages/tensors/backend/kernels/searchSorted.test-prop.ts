import { searchSorted, type Tensor } from "@tensorflow/tfjs";
import fc from "fast-check";
import { test } from "vitest";
import { compareWithCpu } from "../compareWithCpu.ts";

const number = fc.constantFrom(-Infinity, -3.5, -1, -0.25, 0, 1e-20, 0.5, 1, 2, 7, Infinity);
const rows = (batches: number, width: number) =>
  fc.array(fc.array(number, { minLength: width, maxLength: width }), {
    minLength: batches,
    maxLength: batches,
  });

test("places in sorted rows, before equal numbers or after them, are those of cpu", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc
        .tuple(
          fc.integer({ min: 1, max: 3 }),
          fc.integer({ min: 1, max: 40 }),
          fc.integer({ min: 1, max: 9 }),
        )
        .chain(([batches, count, size]) => fc.tuple(rows(batches, count), rows(batches, size))),
      fc.constantFrom<"left" | "right">("left", "right"),
      async ([bounds, values], side) => {
        const sorted = bounds.map((row) => row.toSorted((a, b) => a - b));
        const input = (list: readonly (readonly number[])[]) => ({
          shape: [list.length, list[0]?.length ?? 0],
          values: Float32Array.from(list.flat()),
        });
        await compareWithCpu([input(sorted), input(values)], (s, v) =>
          searchSorted(s as Tensor, v as Tensor, side),
        );
      },
    ),
    { numRuns: 60 },
  );
});

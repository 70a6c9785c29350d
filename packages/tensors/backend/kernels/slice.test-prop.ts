import { slice, type Tensor } from "@tensorflow/tfjs";
import fc from "fast-check";
import { test } from "vitest";
import { compareWithCpu, randomTensor } from "../compareWithCpu.ts";

/** A shape of up to four axes and a block inside it, given by begin and size. */
const block = fc.array(
  fc
    .integer({ min: 1, max: 5 })
    .chain((length) => fc.tuple(fc.constant(length), fc.nat(length - 1)))
    .chain(([length, begin]) =>
      fc.record({
        length: fc.constant(length),
        begin: fc.constant(begin),
        // -1: to the end
        size: fc.oneof(fc.constant(-1), fc.integer({ min: 0, max: length - begin })),
      }),
    ),
  { minLength: 1, maxLength: 4 },
);

test("slice cuts the same block as on cpu, empty ones and whole axes included", async () => {
  await fc.assert(
    fc.asyncProperty(block, fc.nat(1000), async (axes, seed) => {
      const shape = axes.map(({ length }) => length);
      await compareWithCpu([randomTensor(shape, seed)], (x) =>
        slice(
          x as Tensor,
          axes.map(({ begin }) => begin),
          axes.map(({ size }) => size),
        ),
      );
    }),
    { numRuns: 60 },
  );
});

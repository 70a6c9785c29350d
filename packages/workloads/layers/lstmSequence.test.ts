import { normal } from "@steepest/base/random/normal.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { grads, type Tensor, tensor, tidy } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { lstmSequence } from "./lstmSequence.ts";

beforeAll(async () => {
  await openBackend("wasm");
});

const [steps, directions, batch, width] = [4, 2, 3, 2];
const drawn = (seed: number, shape: number[]) =>
  tensor(
    normal(
      [seed, 1],
      shape.reduce((product, length) => product * length, 1),
    ),
    shape,
  );
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** Number by number; the last example has its second step masked. */
function byHand(inputs: number[][][][], recurrent: number[][][], mask: number[][][][]): number[][][][] {
  let output = Array.from({ length: directions }, () =>
    Array.from({ length: batch }, () => Array<number>(width).fill(0)),
  );
  const cell = structuredClone(output);
  return inputs.map((input, step) => {
    const before = output;
    output = input.map((rows, d) =>
      rows.map((row, b) =>
        Array.from({ length: width }, (_, unit) => {
          const sum = (part: number) => {
            const column = part * width + unit;
            const previous = before[d]?.[b] as number[];
            return previous.reduce(
              (total, h, i) => total + h * (recurrent[d]?.[i]?.[column] as number),
              row[column] as number,
            );
          };
          const kept =
            sigmoid(sum(1)) * (cell[d]?.[b]?.[unit] as number) + sigmoid(sum(0)) * Math.tanh(sum(3));
          const next = kept * (mask[step]?.[d]?.[b]?.[0] as number);
          const states = cell[d] as number[][];
          states[b] = (states[b] as number[]).with(unit, next);
          return sigmoid(sum(2)) * Math.tanh(next);
        }),
      ),
    );
    return output;
  });
}

function problem() {
  const inputs = drawn(1, [steps, directions, batch, 4 * width]);
  const recurrent = drawn(2, [directions, width, 4 * width]);
  const masked = new Float32Array(steps * directions * batch).fill(1);
  masked[(1 * directions + 1) * batch + 2] = 0;
  return { inputs, recurrent, mask: tensor(masked, [steps, directions, batch, 1]) };
}

test("follows the equations step by step, a masked step forgets everything", () => {
  tidy(() => {
    const { inputs, recurrent, mask } = problem();
    const expected = byHand(
      inputs.arraySync() as number[][][][],
      recurrent.arraySync() as number[][][],
      mask.arraySync() as number[][][][],
    ).flat(3);
    const found = lstmSequence(inputs, recurrent, mask).dataSync();
    expect(found.length).toBe(expected.length);
    for (const [at, value] of found.entries()) expect(value).toBeCloseTo(expected[at] as number, 5);
  });
});

test("its gradient is that of differences", () => {
  tidy(() => {
    const { inputs, recurrent, mask } = problem();
    const weights = drawn(3, [steps, directions, batch, width]);
    const value = (x: Tensor, w: Tensor) => lstmSequence(x, w, mask).mul(weights).sum();
    const slopes = grads(value)([inputs, recurrent]);
    for (const [which, parameter] of [inputs, recurrent].entries()) {
      const values = parameter.dataSync();
      const slope = (slopes[which] as Tensor).dataSync();
      for (let at = 0; at < values.length; at += 3) {
        const moved = (step: number) => {
          const shifted = tensor(values.slice(), parameter.shape).dataSync();
          shifted[at] = (shifted[at] as number) + step;
          const [x, w] = [inputs, recurrent].with(which, tensor(shifted, parameter.shape)) as [
            Tensor,
            Tensor,
          ];
          return value(x, w).dataSync()[0] as number;
        };
        expect((moved(0.01) - moved(-0.01)) / 0.02).toBeCloseTo(slope[at] as number, 2);
      }
    }
  });
});

test("a single step has no recurrent slope", () => {
  tidy(() => {
    const recurrent = drawn(2, [1, width, 4 * width]);
    const inputs = drawn(1, [1, 1, batch, 4 * width]);
    const mask = tensor([1, 1, 1], [1, 1, batch, 1]);
    const [, slope] = grads((x: Tensor, w: Tensor) => lstmSequence(x, w, mask).sum())([inputs, recurrent]);
    expect(new Set(slope?.dataSync())).toEqual(new Set([0]));
  });
});

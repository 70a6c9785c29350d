import { keyFromSeed } from "@steepest/base/random/key.ts";
import { normal } from "@steepest/base/random/normal.ts";
import {
  add,
  concat,
  elu,
  engine,
  exp,
  grads,
  greater,
  log1p,
  logSoftmax,
  max,
  mean,
  memory,
  mul,
  pad,
  relu,
  sigmoid,
  slice,
  softmax,
  softplus,
  sqrt,
  square,
  stack,
  sum,
  type Tensor,
  tanh,
  tensor,
  tensor1d,
  tidy,
  transpose,
  where,
} from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import type { FeatureLevel } from "../modules/trainingModules.ts";
import { openBackend } from "../openBackend.ts";

const shapes = [[3, 5], [5], [3, 1]] as const;

/** One number from everything that a network's layers are made of. */
function composed(x: Tensor, row: Tensor, column: Tensor): Tensor {
  const hidden = add(mul(tanh(x), row), sigmoid(column));
  const gates = concat([softplus(hidden), elu(hidden), relu(add(hidden, 3))], 1);
  const moved = transpose(stack([gates, exp(mul(gates, 0.1))], 1), [2, 0, 1]);
  const normed = mul(sqrt(add(mean(square(moved), [0, 2]), 1)), log1p(square(column)));
  const cut = pad(slice(softmax(gates), [0, 2], [3, 9]), [
    [1, 0],
    [0, 2],
  ]) as Tensor;
  const chosen = where(greater(tensor1d([1, 0, 0, 1, 1, 0, 1, 0, 1, 1, 0]), 0), cut, mul(cut, 2));
  return add(add(sum(normed), max(chosen)), add(sum(mul(chosen, chosen)), mean(logSoftmax(hidden))));
}

function build(values: readonly Float32Array[]): Tensor[] {
  return values.map((each, i) => tensor(each, [...(shapes[i] as readonly number[])]));
}

const numbers = shapes.map((shape, i) =>
  normal(
    keyFromSeed(i),
    shape.reduce((size: number, length) => size * length, 1),
  ),
);

const levels: readonly (FeatureLevel | undefined)[] = [undefined, "simd"];

test.each(levels)(
  "a composed gradient is the slope by central differences (feature level %s)",
  async (level) => {
    await openBackend("wasm", level === undefined ? {} : { featureLevel: level });
    const value = () =>
      tidy(() => composed(...(build(numbers) as [Tensor, Tensor, Tensor])).dataSync()[0] as number);
    const gradients = tidy(() => grads(composed as never)(build(numbers)).map((each) => each.dataSync()));
    const step = 2 ** -8;
    for (const [argument, values] of numbers.entries()) {
      for (let i = 0; i < values.length; i++) {
        const at = values[i] as number;
        values[i] = at + step;
        const above = value();
        values[i] = at - step;
        const below = value();
        values[i] = at;
        expect(gradients[argument]?.[i]).toBeCloseTo((above - below) / (2 * step), 2);
      }
    }
  },
);

test("ten thousand and more kernel calls leave wasm's books and heap as they were", async () => {
  await openBackend("wasm");
  const inputs = build(numbers);
  const round = () => tidy(() => void grads(composed as never)(inputs));
  const heapOf = () => (engine().backend as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm.HEAPU8.length;
  for (let i = 0; i < 20; i++) round();
  const before = { memory: memory(), entries: engine().backend.numDataIds(), heap: heapOf() };
  // About 120 kernels a round.
  for (let i = 0; i < 100; i++) round();
  expect({ memory: memory(), entries: engine().backend.numDataIds(), heap: heapOf() }).toEqual(before);
});

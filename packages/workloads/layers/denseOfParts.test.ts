import type { ForwardOptions } from "@steepest/core/workload/workload.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import {
  concat,
  gather,
  grads,
  mul,
  sum,
  type Tensor,
  type Tensor1D,
  tensor,
  tensor1d,
  zeros,
} from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { dense, denseSpecs } from "./dense.ts";
import { denseOfParts } from "./denseOfParts.ts";
import { createScope } from "./scope.ts";
import { sumRows } from "./sumRows.ts";

beforeAll(() => openBackend("wasm"));

const numbers = (shape: readonly [number, number], seed: number) =>
  tensor(
    Array.from({ length: shape[0] * shape[1] }, (_, at) => Math.sin(seed + 1.7 * at)),
    [...shape],
  );
const options: ForwardOptions = {
  mode: "train",
  dropoutRate: 0,
  labelSmoothing: 0,
  updateBatchNorm: false,
  key: [0, 0],
};

test("is the dense layer of the concatenation, and so is its gradient", () => {
  const model = { parameterSpecs: denseSpecs("layer", 8, 4), modelStateSpecs: [] };
  const rows = tensor1d([2, 0, 0, 1, 2], "int32");
  const inputs = [numbers([5, 3], 1), numbers([3, 2], 2), numbers([8, 4], 3), numbers([1, 4], 4).flatten()];
  const slope = numbers([5, 4], 5);
  const slopes = (of: (x: Tensor, repeated: Tensor, weight: Tensor, bias: Tensor) => Tensor) =>
    grads((...at: Tensor[]) => sum(mul(of(...(at as [Tensor, Tensor, Tensor, Tensor])), slope)))(inputs);
  const scopeOf = (weight: Tensor, bias: Tensor) => createScope(model, [weight, bias], [], options);
  const ofParts = (x: Tensor, repeated: Tensor, weight: Tensor, bias: Tensor) =>
    denseOfParts(scopeOf(weight, bias), "layer", [
      { width: 3, x },
      { width: 3, x: null },
      { width: 2, x: repeated, rows },
    ]);
  const whole = (x: Tensor, repeated: Tensor, weight: Tensor, bias: Tensor) =>
    dense(scopeOf(weight, bias), "layer", concat([x, zeros([5, 3]), gather(repeated, rows)], 1));
  const results = (of: typeof ofParts) => [
    ...of(...(inputs as [Tensor, Tensor, Tensor, Tensor])).dataSync(),
    ...slopes(of).flatMap((each) => [...each.dataSync()]),
  ];
  const expected = results(whole);
  results(ofParts).forEach((value, at) => {
    expect(value).toBeCloseTo(expected[at] as number, 5);
  });
});

test("sums of rows leave an empty segment at 0, and every row gets its segment's gradient", () => {
  const x = numbers([4, 2], 6);
  const segments = tensor1d([2, 0, 2, 0], "int32") as Tensor1D;
  const v = [...x.dataSync()] as number[];
  const expected = [2, 3, null, null, 0, 1].map((at) => (at === null ? 0 : (v[at] as number)));
  const partner = [6, 7, null, null, 4, 5].map((at) => (at === null ? 0 : (v[at] as number)));
  [...sumRows(x, segments, 3).dataSync()].forEach((value, at) => {
    expect(value).toBeCloseTo((expected[at] as number) + (partner[at] as number), 6);
  });
  const slope = tensor([1, 2, 3, 4, 5, 6], [3, 2]);
  const [gradient] = grads((...at: Tensor[]) => sum(mul(sumRows(at[0] as Tensor, segments, 3), slope)))([x]);
  expect([...(gradient as Tensor).dataSync()]).toEqual([5, 6, 1, 2, 5, 6, 1, 2]);
});

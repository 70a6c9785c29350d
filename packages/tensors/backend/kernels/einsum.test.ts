import { normal } from "@steepest/base/random/normal.ts";
import { einsum, matMul, sum, tensor } from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { openBackend } from "../openBackend.ts";

test("an axis of one operand alone is summed (tfjs's cpu backend returns another shape)", async () => {
  await openBackend("wasm");
  const x = tensor(normal([1, 1], 24), [2, 3, 4]);
  const y = tensor(normal([1, 2], 4), [4]);
  const result = einsum("ijk,k->i", x, y);
  expect(result.shape).toEqual([2]);
  expect(result.dataSync()).toEqual(matMul(sum(x, 1), y.reshape([4, 1])).dataSync());
});

test("a repeated axis is refused, not miscomputed", async () => {
  await openBackend("wasm");
  const square = tensor([1, 2, 3, 4], [2, 2]);
  expect(() => einsum("ii->i", square)).toThrow("without repeated axes");
});

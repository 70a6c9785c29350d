import { normal } from "@steepest/base/random/normal.ts";
import { broadcastTo, matMul, tensor } from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { openBackend } from "../openBackend.ts";

test("batch axes of both operands broadcast at once (tfjs's cpu backend gets this wrong)", async () => {
  await openBackend("wasm");
  const a = tensor(normal([1, 1], 2 * 4 * 5), [2, 1, 4, 5]);
  const b = tensor(normal([1, 2], 3 * 5 * 6), [1, 3, 5, 6]);
  const expected = matMul(broadcastTo(a, [2, 3, 4, 5]), broadcastTo(b, [2, 3, 5, 6]));
  const product = matMul(a, b);
  expect(product.shape).toEqual([2, 3, 4, 6]);
  expect(product.dataSync()).toEqual(expected.dataSync());
});

test("a product whose operand is reused with new numbers is not answered from a cache", async () => {
  await openBackend("wasm");
  const a = tensor([1, 2, 3, 4], [2, 2]);
  for (const scale of [1, 2, 3]) {
    const b = tensor([scale, 0, 0, scale], [2, 2]);
    expect([...matMul(a, b, false, true).dataSync()]).toEqual([1, 2, 3, 4].map((value) => value * scale));
    b.dispose();
  }
});

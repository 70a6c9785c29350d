import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { grad, matMul, mul, sum, type Tensor, tensor, tensor3d } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { dotInteraction, interactions } from "./dotInteraction.ts";

beforeAll(() => openBackend("wasm"));

const vectors = [
  [1, 2],
  [3, 4],
  [0, 1],
];
const x = () => tensor3d([vectors, vectors.map(([a = 0, b = 0]) => [2 * a, 2 * b])]);

test("gives every product once, rows of the upper triangle with its diagonal", () => {
  const products = dotInteraction(x());
  expect([...products.dataSync()]).toEqual([5, 11, 2, 25, 4, 1, 20, 44, 8, 100, 16, 4]);
  expect(products.shape).toEqual([2, interactions(3)]);
});

test("has the gradient of the whole matrix of products, slopes of the lower triangle 0", () => {
  const slopes = [1, -2, 3, 0.5, 4, -1];
  const square = [1, -2, 3, 0, 0.5, 4, 0, 0, -1];
  const twice = (values: readonly number[]) => [...values, ...values];
  const own = grad((y: Tensor) => sum(mul(dotInteraction(y), tensor(twice(slopes), [2, 6]))))(x());
  const expected = grad((y: Tensor) => sum(mul(matMul(y, y, false, true), tensor(twice(square), [2, 3, 3]))));
  expect([...own.dataSync()]).toEqual([...expected(x()).dataSync()]);
});

import { normal } from "@steepest/base/random/normal.ts";
import {
  add,
  grads,
  matMul,
  mul,
  sum,
  type Tensor,
  tensor,
  einsum as tensorflowEinsum,
} from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { openBackend } from "../backend/openBackend.ts";
import { einsum } from "./einsum.ts";

beforeAll(() => openBackend("wasm"));

const random = (shape: number[], seed: number) =>
  tensor(
    normal(
      [seed, 5],
      shape.reduce((size, length) => size * length, 1),
    ),
    shape,
  );

test.each([
  ["ij,jk->ik", [3, 4], [4, 5]],
  ["bqhd,bkhd->bhqk", [2, 3, 2, 4], [2, 5, 2, 4]],
  ["ij,kl->ljik", [2, 3], [4, 2]],
  ["ij,jk->k", [3, 4], [4, 5]],
  ["ij,ij->", [3, 4], [3, 4]],
])("the gradient of einsum %s equals finite differences", (equation, shapeOfA, shapeOfB) => {
  const [a, b] = [random(shapeOfA, 1), random(shapeOfB, 2)];
  const weights = random(tensorflowEinsum(equation, a, b).shape, 3);
  const loss = (x: Tensor, y: Tensor) => sum(mul(einsum(equation, x, y), weights));
  const [ofA, ofB] = grads(loss as never)([a, b]) as [Tensor, Tensor];
  // The loss is linear in each operand, so that a difference of any size is exact but for rounding.
  const [da, db] = [random(shapeOfA, 4), random(shapeOfB, 5)];
  const change = (x: Tensor, y: Tensor) =>
    (loss(x, y).dataSync()[0] as number) - (loss(a, b).dataSync()[0] as number);
  expect(change(add(a, da), b)).toBeCloseTo(sum(mul(ofA, da)).dataSync()[0] as number, 3);
  expect(change(a, add(b, db))).toBeCloseTo(sum(mul(ofB, db)).dataSync()[0] as number, 3);
});

test("einsum of two matrices is their product", () => {
  const [a, b] = [random([3, 4], 1), random([4, 5], 2)];
  expect(einsum("ij,jk->ik", a, b).dataSync()).toEqual(matMul(a, b).dataSync());
});

test("an equation of one operand is refused", () => {
  expect(() => einsum("ij->ji", random([2, 3], 1), random([2, 3], 1))).toThrow(/two operands/);
});

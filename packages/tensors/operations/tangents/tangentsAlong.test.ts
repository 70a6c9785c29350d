import { normal } from "@steepest/base/random/normal.ts";
import {
  cumprod,
  dispose,
  fused,
  grads,
  memory,
  mul,
  type Scalar,
  square,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor,
} from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { openBackend } from "../../backend/openBackend.ts";
import { einsum } from "../einsum.ts";
import { type SmallCase, smallCases } from "../testing/smallCases.ts";
import { tangentsAlong } from "./tangentsAlong.ts";

const sizeOf = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);
const random = (shapes: readonly (readonly number[])[], seed: number) =>
  shapes.map((shape, i) => tensor(normal([seed, i], sizeOf(shape)), [...shape]));
const numbersOf = (tensors: readonly Tensor[]) => tensors.flatMap((one) => [...one.dataSync()]);
const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((all, x, i) => all + x * (b[i] as number), 0);

const cases: readonly SmallCase[] = [
  ...smallCases,
  {
    name: "einsum",
    shapes: [
      [2, 3, 4],
      [2, 5, 4],
    ],
    run: (a, b) => einsum("bqd,bkd->bqk", a as Tensor, b as Tensor),
  },
];

/** The gradient of a function of an operation's result that is curved itself: Σ w · y². */
function gradientOf({ run }: SmallCase): (at: readonly Tensor[]) => Tensor[] {
  const loss = (...at: Tensor[]) => {
    const y = run(...at);
    return sum(mul(square(y), tensor(normal([9, 9], y.size), y.shape))) as Scalar;
  };
  return (at) => grads(loss)([...at]);
}

describe.each(["wasm", "cpu"] as const)("on %s", (backend) => {
  beforeAll(() => openBackend(backend));

  test.each(cases)("the tangents of $name's gradient are its Hessian's product", (one) => {
    const gradient = gradientOf(one);
    const [at, u, v] = [1, 2, 3].map((seed) => random(one.shapes, seed)) as [Tensor[], Tensor[], Tensor[]];
    const [ofU, ofV] = [u, v].map((along) => numbersOf(tangentsAlong(at, along, gradient))) as [
      number[],
      number[],
    ];
    const scale = Math.hypot(...ofV);
    expect(scale).toBeGreaterThan(0);
    // ⟨u, Hv⟩ = ⟨v, Hu⟩
    const sizes = Math.hypot(...numbersOf(u)) * scale;
    expect(Math.abs(dot(numbersOf(u), ofV) - dot(numbersOf(v), ofU)) / sizes).toBeLessThan(3e-6);
    const step = 3e-3;
    const moved = (by: number) => numbersOf(gradient(at.map((x, i) => x.add((v[i] as Tensor).mul(by)))));
    const [ahead, behind] = [moved(step), moved(-step)];
    const off = ofV.map((value, i) => value - ((ahead[i] as number) - (behind[i] as number)) / (2 * step));
    expect(Math.hypot(...off) / scale).toBeLessThan(2e-3);
  });

  test("what does not move has no tangent, and no tensor is left", () => {
    const [x, y, along] = [1, 2, 3].map((seed) => tensor(normal([seed, 0], 4))) as [Tensor, Tensor, Tensor];
    const before = memory().numTensors;
    const made = tangentsAlong([x], [along], ([own = x]) => [mul(own, y), square(y), own.reshape([2, 2])]);
    const expected = [...along.dataSync()].map((t, i) => Math.fround(t * (y.dataSync()[i] as number)));
    expect(made.map((one) => [...one.dataSync()])).toEqual([expected, [0, 0, 0, 0], [...along.dataSync()]]);
    dispose(made);
    expect(memory().numTensors).toBe(before);
  });

  test("what stays where it is does so in the memory of what moves, too", () => {
    const x = tensor([1, 2, 3, 4]);
    const fixed = x.reshape([2, 2]);
    const [made] = tangentsAlong([x], [tensor([1, 0, 0, 0])], ([own = x]) => [
      mul(own.reshape([2, 2]), fixed),
    ]);
    expect([...(made as Tensor).dataSync()]).toEqual([1, 0, 0, 0]);
  });

  test("tfjs's own fused layers: without a bias, with one, and with a function in them, which has no rule", () => {
    const [x, w, b] = [tensor([[1, -2]]), tensor([[3], [4]]), tensor([0.5])] as [
      Tensor2D,
      Tensor2D,
      Tensor1D,
    ];
    const along = (hasBias: boolean, activation: "linear" | "relu") =>
      tangentsAlong([w, b], [tensor([[1], [10]]), tensor([100])], ([own = w, shift = b]) => [
        fused.matMul({ a: x, b: own as Tensor2D, ...(hasBias ? { bias: shift } : {}), activation }),
      ]).map((made) => made.dataSync()[0]);
    expect(along(false, "linear")).toEqual([-19]);
    expect(along(true, "linear")).toEqual([81]);
    expect(() => along(true, "relu")).toThrow("do not go through the kernel _FusedMatMul");
  });

  test("a kernel without a rule is named, and the engine is itself again", () => {
    const x = tensor([1, 2, 3]);
    expect(() => tangentsAlong([x], [x], ([own = x]) => [cumprod(own)])).toThrow(
      "do not go through the kernel Cumprod",
    );
    expect([...cumprod(x).dataSync()]).toEqual([1, 2, 6]);
    // One that nothing goes through needs none.
    expect([...(tangentsAlong([x], [x], () => [cumprod(tensor([2, 2]))])[0] as Tensor).dataSync()]).toEqual([
      0, 0,
    ]);
  });
});

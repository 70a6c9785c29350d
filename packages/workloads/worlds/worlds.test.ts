import { keyFromSeed } from "@steepest/base/random/key.ts";
import { permutation } from "@steepest/base/random/permutation.ts";
import { BatchOrder } from "@steepest/core/harness/batchOrder.ts";
import { workloadCardSchema } from "@steepest/core/schema/workloadCard.ts";
import { initializeParameter } from "@steepest/core/workload/initializeParameter.ts";
import type { LoadedWorkload } from "@steepest/core/workload/workload.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { gather, memory, type Tensor, tensor, tidy, valueAndGrads, zeros } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { cards, drafts, suites } from "../catalogue.ts";
import { loadWorkload } from "../loadWorkload.ts";
import { prepareData } from "../node/prepareData.ts";
import { priceListOf } from "../priceLists.ts";
import { evalOptions } from "../tasks/evalOptions.ts";
import { theory, worlds } from "./worldCards.ts";
import { withDerivedPrices } from "./worldPrices.ts";

beforeAll(async () => {
  await openBackend("wasm");
});

const key = keyFromSeed(1);
const load = async (id: string) => {
  const workload = await loadWorkload(id);
  return { workload, loaded: await workload.load(await prepareData(id)) };
};

const meanLoss = (loaded: LoadedWorkload, parameters: readonly Tensor[], indices: Int32Array) =>
  tidy(() => {
    const { losses, weights } = loaded.forward(parameters, [], loaded.batch(indices, key), {
      ...evalOptions,
      mode: "train",
    });
    return losses.sum().div(weights.sum());
  });

describe.each(worlds.map((card) => card.id))("%s", (id) => {
  test("is as its card says, and on no board", async () => {
    const { workload, loaded } = await load(id);
    expect(workloadCardSchema.parse(workload.card)).toEqual(workload.card);
    expect(workload.card.id).toBe(id);
    const sizes = workload.parameterSpecs.map(({ shape }) => shape.reduce((a, b) => a * b, 1));
    expect(sizes.reduce((a, b) => a + b, 0)).toBe(workload.card.model.parameterCount);
    expect(loaded.trainSize).toBe(workload.card.dataset.examples.train);
    expect([...cards, ...drafts].map((card) => card.id)).not.toContain(id);
    expect(suites.flatMap((suite) => suite.workloads)).not.toContain(id);
    expect(workload.card.target.budgetSeconds).toEqual({});
  });

  test("has the gradient of its loss, evaluates to finite numbers twice the same, and leaks no tensor", async () => {
    const { workload, loaded } = await load(id);
    const { numTensors } = memory();
    // A start of its own away from where gradients vanish, as at a saddle.
    const away = (at: number, size: number) =>
      Float32Array.from({ length: size }, (_, i) => 0.1 * Math.sin(i + at));
    const parameters = workload.parameterSpecs.map((spec, at) =>
      tidy(() => {
        const initial = initializeParameter(spec, [at, 1]);
        return initial.add(tensor(away(at, initial.size), initial.shape));
      }),
    );
    const indices = Int32Array.from({ length: 4 }, (_, at) => at);
    const { value, grads } = valueAndGrads((...at: Tensor[]) => meanLoss(loaded, at, indices).asScalar())(
      parameters,
    );
    const squares = grads.map((grad) => tidy(() => grad.square().sum().dataSync()[0] as number));
    const norm = Math.sqrt(squares.reduce((a, b) => a + b, 0));
    expect(norm).toBeGreaterThan(0);
    const along = (step: number) =>
      tidy(() => {
        const there = parameters.map((p, at) => p.add((grads[at] as Tensor).mul(step / norm)));
        return meanLoss(loaded, there, indices).dataSync()[0] as number;
      });
    const difference = (along(2e-3) - along(-2e-3)) / 4e-3;
    expect(Math.abs(difference - norm)).toBeLessThan(0.03 * norm + 1e-3);
    const once = await loaded.evaluate(parameters, [], "validation");
    expect(await loaded.evaluate(parameters, [], "validation")).toEqual(once);
    for (const name of ["loss", workload.card.metric.name]) expect(Number.isFinite(once[name])).toBe(true);
    for (const each of [value, ...grads, ...parameters]) each.dispose();
    expect(memory().numTensors).toBe(numTensors);
  });
});

test("noisy_quadratic: the loss at a place is Σ h θ² / 2 above its least", async () => {
  const { loaded } = await load("noisy_quadratic");
  const place = tensor(Float32Array.from({ length: 100 }, (_, at) => at % 3));
  const excess = Array.from({ length: 100 }, (_, at) => (at % 3) ** 2 / (at + 1) / 2).reduce(
    (a, b) => a + b,
    0,
  );
  expect((await loaded.evaluate([place], [], "validation"))["excess"]).toBeCloseTo(excess, 3);
  // Its gradients' noise is as large as its curvature: Σ h · h / h = 100 halves on average in the loss itself.
  const all = Int32Array.from({ length: 8192 }, (_, at) => at);
  const [at, least] = [place, zeros([100])].map(
    (point) => meanLoss(loaded, [point], all).dataSync()[0] as number,
  );
  expect((at as number) - (least as number)).toBeCloseTo(excess, 1);
  expect(least).toBeGreaterThan(48);
  expect(least).toBeLessThan(52);
});

test("saddle_escape: half the squared singular values at the saddle, where the gradient is zero", async () => {
  const { loaded } = await load("saddle_escape");
  const saddle = [zeros([8, 16]), zeros([16, 8])];
  const { value, grads } = valueAndGrads((...at: Tensor[]) =>
    meanLoss(
      loaded,
      at,
      Int32Array.from({ length: 8 }, (_, i) => i),
    ).asScalar(),
  )(saddle);
  expect(value.dataSync()[0]).toBeCloseTo((16 + 9 + 4 + 1) / 2, 4);
  for (const grad of grads) expect(Math.max(...grad.abs().dataSync())).toBe(0);
});

test("matrix_sensing: fewer measurements than a symmetric matrix has entries", () => {
  const card = worlds.find(({ id }) => id === "matrix_sensing");
  expect(card?.dataset.examples.train).toBeLessThan((20 * 21) / 2);
});

test("image_fit: what is of one frequency has no part in another", async () => {
  const { workload, loaded } = await load("image_fit");
  const parameters = workload.parameterSpecs.map(({ shape }) => zeros([...shape]));
  const found = await loaded.evaluate(parameters, [], "validation");
  for (const frequency of [1, 2, 4, 8]) expect(found[`frequency_${frequency}`]).toBe(0);
  expect(found["error"]).toBeCloseTo(1, 6);
  const waves = [1, 2, 4, 8].map((f) =>
    Array.from({ length: 24 }, (_, at) => Math.cos((Math.PI * f * (at + 0.5)) / 24)),
  );
  for (const [i, one] of waves.entries()) {
    for (const other of waves.slice(i + 1)) {
      expect(one.reduce((sum, value, at) => sum + value * (other[at] as number), 0)).toBeCloseTo(0, 10);
    }
  }
});

test("permuted_stream and task_switch: a batch is of the task whose turn it is", async () => {
  const pixelsOf = async (id: string, places: readonly number[]) => {
    const { loaded } = await load(id);
    expect(loaded.inOrder).toBe(true);
    const order = new BatchOrder(key, loaded.trainSize, { inOrder: true });
    expect([...order.batch(0, 3)]).toEqual([0, 1, 2]);
    const batch = loaded.batch(Int32Array.from(places), key);
    const [rows, labels] = [batch["images"]?.arraySync() as number[][], batch["labels"]?.dataSync()];
    return { rows, labels };
  };
  const sorted = (row: readonly number[] | undefined) => [...(row ?? [])].sort((a, b) => a - b);
  // 2,048 examples are a task; MNIST's 20,000 come round again in another one.
  const stream = await pixelsOf("permuted_stream", [5, 20_005, 40_005]);
  expect(stream.rows[1]).not.toEqual(stream.rows[0]);
  expect(stream.rows[2]).not.toEqual(stream.rows[1]);
  expect(sorted(stream.rows[1])).toEqual(sorted(stream.rows[0]));
  expect(new Set(stream.labels).size).toBe(1);
  const turns = await pixelsOf("task_switch", [0, 1, 6400, 6401]);
  const plain = await pixelsOf("permuted_stream", [0, 1]);
  expect(turns.rows.slice(0, 2)).toEqual(plain.rows);
  const digit = await pixelsOf("task_switch", [6401]);
  expect(digit.rows[0]).toEqual(turns.rows[3]);
});

test("prices are mnist_mlp's in proportion to the multiplications; what a board has stays as it was", () => {
  const list = priceListOf("cpu-wasm");
  const all = withDerivedPrices(list);
  expect(Object.keys(all?.workloads ?? {})).toEqual([
    ...Object.keys(list?.workloads ?? {}),
    ...theory.map(({ card }) => card.id),
  ]);
  for (const [id, prices] of Object.entries(list?.workloads ?? {})) expect(all?.workloads[id]).toBe(prices);
  const [measured, derived] = [list?.workloads["mnist_mlp"], all?.workloads["xor"]];
  expect(derived?.gradient.base).toBe(measured?.gradient.base);
  expect(derived?.gradient.per["examples"]).toBeCloseTo(
    ((measured?.gradient.per["examples"] ?? 0) * (20 * 64 + 64 * 2)) / 101_632,
    6,
  );
  expect(withDerivedPrices(null)).toBe(null);
});

test.each([
  ["mnist_mlp", 784, 128, 10],
  ["xor", 20, 64, 2],
])(
  "%s at twice its width has the parameters of a perceptron of twice the units, and its card",
  async (id, inputs, units, classes) => {
    const { workload } = await load(id);
    const wide = workload.widen?.(2);
    const count = inputs * 2 * units + 2 * units + 2 * units * classes + classes;
    expect(wide?.card.model.parameterCount).toBe(count);
    expect(wide?.parameterSpecs.map(({ shape }) => shape)).toEqual([
      [inputs, 2 * units],
      [2 * units],
      [2 * units, classes],
      [classes],
    ]);
    expect({ ...wide?.card, model: null }).toEqual({ ...workload.card, model: null });
  },
);

test.each(["mnist_mlp", "modular_addition", "xor", "image_fit", "task_switch"])(
  "the loss of %s is the same with its hidden units in another order",
  async (id) => {
    const { workload, loaded } = await load(id);
    const parameters = workload.parameterSpecs.map((spec, at) => initializeParameter(spec, [at, 2]));
    const indices = Int32Array.from({ length: 6 }, (_, at) => at);
    const before = meanLoss(loaded, parameters, indices).dataSync()[0] as number;
    for (const group of workload.unitSymmetries ?? []) {
      const length = workload.parameterSpecs[group[0]?.parameter ?? 0]?.shape[group[0]?.axis ?? 0] ?? 0;
      const order = tensor(permutation(keyFromSeed(3), length), [length], "int32");
      for (const { parameter, axis } of group) {
        parameters[parameter] = gather(parameters[parameter] as Tensor, order, axis);
      }
    }
    expect(workload.unitSymmetries?.length).toBeGreaterThan(0);
    const after = meanLoss(loaded, parameters, indices).dataSync()[0] as number;
    expect(after).toBeCloseTo(before, 5);
  },
);

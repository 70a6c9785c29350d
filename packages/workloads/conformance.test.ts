import { keyFromSeed } from "@steepest/base/random/key.ts";
import { workloadCardSchema } from "@steepest/core/schema/workloadCard.ts";
import type {
  BatchTensors,
  ForwardOptions,
  LoadedWorkload,
  Workload,
} from "@steepest/core/workload/workload.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { type CtcInputs, ctcLoss } from "@steepest/tensors/operations/ctcLoss.ts";
import { grads as gradientsOf, memory, sum, type Tensor, tensor, tidy, zeros } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { datasetOf } from "./datasets/datasetOf.ts";
import { datasetSha256 } from "./datasets/datasetSha256.ts";
import { loadWorkload } from "./loadWorkload.ts";
import { prepareData } from "./node/prepareData.ts";
import { initialize } from "./testing/initialize.ts";
import { testedWorkloads } from "./testing/testedWorkloads.ts";

/** Off the initial point: a head or a scale that starts at 0 would hide what comes before it. */
const moved = { moved: 0.05 };

/** What every workload must do. A new one is added to the catalogue and has to pass. */

const train: ForwardOptions = {
  mode: "train",
  dropoutRate: 0,
  labelSmoothing: null,
  updateBatchNorm: true,
  key: [1, 2],
};
const evaluation: ForwardOptions = { ...train, mode: "eval" };
const key = keyFromSeed(7);

const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);
const firstExamples = (count: number) => Int32Array.from({ length: count }, (_, at) => at);

function meanLoss(
  loaded: LoadedWorkload,
  parameters: readonly Tensor[],
  state: readonly Tensor[],
  batch: BatchTensors,
  options: ForwardOptions,
): Tensor {
  const { losses, weights } = loaded.forward(parameters, state, batch, options);
  return sum(losses).div(sum(weights));
}

const lossOf = (...args: Parameters<typeof meanLoss>): number =>
  tidy(() => meanLoss(...args).dataSync()[0] as number);

/** The last parameter is the output's: a bias [classes], a matrix [width, classes], or an embedding [classes, width] that serves as one. */
const classesOf = ({ parameterSpecs }: Workload): number => {
  const output = parameterSpecs.at(-1);
  return (output?.kind === "output_weight" ? output.shape.at(-1) : output?.shape[0]) as number;
};

/** What a model that knows nothing loses, by the type of the loss. */
const guesses: Readonly<Record<string, (workload: Workload, batch: BatchTensors) => number>> = {
  /** Every class alike. */
  softmax_cross_entropy: (workload) => Math.log(classesOf(workload)),
  /** Every label as likely as not. */
  sigmoid_cross_entropy: () => Math.LN2,
  /** Every class alike in every frame. */
  ctc: (workload, batch) =>
    tidy(() => {
      const { features, outputLengths, labels, labelLengths } = batch as Record<string, Tensor>;
      const [count, frames] = (features as Tensor).shape as [number, number];
      const logits = zeros([count, frames / 4, classesOf(workload)]);
      const inputs = { logits, logitLengths: outputLengths, labels, labelLengths } as CtcInputs;
      return ctcLoss(inputs)
        .sum()
        .div((labelLengths as Tensor).sum())
        .dataSync()[0] as number;
    }),
  /** The mean of the input, which is 0. */
  l1: (_, { targets }) => tidy(() => (targets as Tensor).abs().mean().dataSync()[0] as number),
};
/** Models whose architecture has no place for dropout: they ignore the rate. */
const withoutDropout = new Set(["mnist_mlp", "quickdraw_resnet"]);

/** Losses over classes, whose labels can be smoothed; others ignore what is asked. */
const smoothed = new Set(["softmax_cross_entropy", "sigmoid_cross_entropy"]);

/** A few steps of plain SGD with clipped gradients; disposes of what it replaces. */
function descend(loaded: LoadedWorkload, start: ReturnType<typeof initialize>, steps: number, rate: number) {
  let { parameters, state } = start;
  for (let step = 0; step < steps; step++) {
    const batch = loaded.batch(firstExamples(16), key);
    const [next, nextState] = tidy(() => {
      const gradient = gradientsOf((...p: Tensor[]) => meanLoss(loaded, p, state, batch, train));
      const gradients = gradient([...parameters]);
      const norm = Math.sqrt(
        gradients.reduce((total, g) => total + (g.square().sum().dataSync()[0] as number), 0),
      );
      const scale = rate / Math.max(1, norm);
      return [
        parameters.map((p, at) => p.sub((gradients[at] as Tensor).mul(scale))),
        loaded.forward(parameters, state, batch, train).modelState.map((s) => s.clone()),
      ] as [Tensor[], Tensor[]];
    });
    for (const old of [...parameters, ...state, ...Object.values(batch)]) old.dispose();
    parameters = next;
    state = nextState;
  }
  return { parameters, state };
}

describe.each(testedWorkloads.map((card) => card.id))("%s", (id) => {
  let workload: Workload;
  let loaded: LoadedWorkload;

  beforeAll(async () => {
    await openBackend("wasm");
    workload = await loadWorkload(id);
    loaded = await workload.load(await prepareData(id));
    // The first time a dataset is built, of which each may take some twenty seconds of a busy machine.
  }, 300_000);

  test("has a valid card with the pins of its data", () => {
    expect(workloadCardSchema.parse(workload.card)).toEqual(workload.card);
    expect(workload.card.id).toBe(id);
    expect(workload.dataFiles).toBe(datasetOf(id).files);
    expect(workload.card.dataset.sha256).toBe(datasetSha256(workload.dataFiles));
    expect(loaded.trainSize).toBe(workload.card.dataset.examples.train);
  });

  test("names every parameter once and counts them as its card does", () => {
    const names = workload.parameterSpecs.map((spec) => spec.name);
    expect(new Set(names).size).toBe(names.length);
    const states = workload.modelStateSpecs.map((spec) => spec.name);
    expect(new Set(states).size).toBe(states.length);
    const count = workload.parameterSpecs.reduce((total, spec) => total + size(spec.shape), 0);
    expect(count).toBe(workload.card.model.parameterCount);
  });

  test("draws a symmetry of its data for a key, which its card names", () => {
    expect(workload.card.symmetry).not.toBeNull();
    const batchOf = (seed: number) => {
      const drawn = loaded.withSymmetry?.(keyFromSeed(seed));
      expect(drawn?.trainSize).toBe(loaded.trainSize);
      expect(drawn?.units?.(firstExamples(3))).toEqual(loaded.units?.(firstExamples(3)));
      const batch = drawn?.batch(firstExamples(3), key) ?? {};
      const values = Object.entries(batch).map(([name, x]) => [name, x.dtype, x.shape, [...x.dataSync()]]);
      for (const each of Object.values(batch)) each.dispose();
      return values;
    };
    const once = batchOf(1);
    expect(once.length).toBeGreaterThan(1);
    expect(batchOf(1)).toEqual(once);
    // Of few symmetries two seeds may draw one.
    const others = [batchOf(2), batchOf(4)];
    expect(new Set([once, ...others].map((values) => JSON.stringify(values))).size).toBeGreaterThan(1);
    // Dtypes and shapes tell nothing of what was drawn.
    const told = (values: typeof once) => values.map((each) => each.slice(0, 3));
    for (const other of others) expect(told(other)).toEqual(told(once));
  });

  test("starts at the loss of guessing", () => {
    const { parameters, state } = initialize(workload);
    const batch = loaded.batch(firstExamples(32), key);
    const guess = guesses[workload.card.loss.type];
    if (guess === undefined) throw new Error(`say what guessing costs for ${workload.card.loss.type}`);
    const expected = guess(workload, batch);
    const loss = lossOf(loaded, parameters, state, batch, train);
    // Initial outputs have a variance of about 1 (a linear head on normalized inputs), which adds about a half, and more where a loss is of many outputs.
    expect(loss).toBeGreaterThan(expected - 0.1);
    expect(loss).toBeLessThan(expected + Math.max(0.9, 0.25 * expected));
    for (const each of [...parameters, ...state, ...Object.values(batch)]) each.dispose();
  });

  test("has the gradient of its loss", () => {
    const { parameters, state } = initialize(workload, moved);
    const batch = loaded.batch(firstExamples(2), key);
    const gradient = gradientsOf((...p: Tensor[]) => meanLoss(loaded, p, state, batch, train))(parameters);
    for (const [at, parameter] of parameters.entries()) {
      const values = (parameter.dataSync() as Float32Array).slice();
      const slope = (gradient[at] as Tensor).dataSync() as Float32Array;
      // Along the gradient of this parameter, where a difference of losses is largest against rounding.
      const norm = Math.sqrt(slope.reduce((total, g) => total + g * g, 0));
      // Shorter where the slope is steep, so that curvature and kinks stay small beside it.
      const step = 3e-3 / Math.max(1, norm);
      const along = (sign: number) => {
        const shifted = values.map((value, i) => value + (sign * step * (slope[i] as number)) / norm);
        const p = parameters.map((other, i) => (i === at ? tensor(shifted, parameter.shape) : other));
        return lossOf(loaded, p, state, batch, train);
      };
      if (norm < 1e-5) continue;
      const difference = (along(1) - along(-1)) / (2 * step);
      expect(
        Math.abs(difference - norm),
        `${spec(workload, at).name}: ${difference} against ${norm}`,
      ).toBeLessThan(0.02 * norm + 5e-4);
    }
    for (const each of [...parameters, ...state, ...gradient, ...Object.values(batch)]) each.dispose();
  });

  test("learns within 30 steps of gradient descent and leaks no tensor", () => {
    const before = memory().numTensors;
    const start = initialize(workload);
    const batch = loaded.batch(firstExamples(16), key);
    const first = lossOf(loaded, start.parameters, start.state, batch, train);
    const held = memory().numTensors;
    const end = descend(loaded, start, 30, 0.3);
    expect(memory().numTensors).toBe(held);
    expect(lossOf(loaded, end.parameters, end.state, batch, train)).toBeLessThan(0.9 * first);
    for (const each of [...end.parameters, ...end.state, ...Object.values(batch)]) each.dispose();
    expect(memory().numTensors).toBe(before);
  });

  test("gives the same bits for the same seed, others for another", () => {
    const bits = (seed: number) => {
      const { parameters, state } = descend(loaded, initialize(workload, { seed }), 3, 0.1);
      const values = parameters.map((p) => [...p.dataSync()]);
      for (const each of [...parameters, ...state]) each.dispose();
      return values;
    };
    const once = bits(1);
    expect(bits(1)).toEqual(once);
    expect(bits(2)).not.toEqual(once);
  });

  test("evaluates to the same finite numbers twice, the card's metric among them", async () => {
    const { parameters, state } = initialize(workload);
    const before = memory().numTensors;
    const once = await loaded.evaluate(parameters, state, "validation");
    expect(await loaded.evaluate(parameters, state, "validation")).toEqual(once);
    expect(memory().numTensors).toBe(before);
    expect(Number.isFinite(once.loss)).toBe(true);
    expect(Number.isFinite(once[workload.card.metric.name])).toBe(true);
    for (const each of [...parameters, ...state]) each.dispose();
  });

  test("scores an example alike whatever batch it stands in, in eval mode", () => {
    const { parameters, state } = initialize(workload, moved);
    const losses = (indices: Int32Array) =>
      tidy(() => [
        ...loaded.forward(parameters, state, loaded.batch(indices, key), evaluation).losses.dataSync(),
      ]);
    const alone = losses(Int32Array.of(5))[0] as number;
    const among = losses(Int32Array.of(9, 2, 5, 5, 11, 0, 3));
    expect(among[2]).toBeCloseTo(alone, 4);
    expect(among[3]).toBe(among[2]);
    for (const each of [...parameters, ...state]) each.dispose();
  });

  test("draws dropout from the key, in training only", () => {
    const { parameters, state } = initialize(workload, moved);
    const batch = loaded.batch(firstExamples(8), key);
    const loss = (options: Partial<ForwardOptions>) =>
      lossOf(loaded, parameters, state, batch, { ...train, ...options });
    const without = loss({ dropoutRate: 0 });
    const dropped = loss({ dropoutRate: 0.5 });
    expect(loss({ dropoutRate: 0.5 })).toBe(dropped);
    const base = workload.card.variantOf ?? workload.card.id;
    expect(dropped !== without).toBe(!withoutDropout.has(base));
    expect(loss({ dropoutRate: 0.5, key: [3, 4] }) !== dropped).toBe(!withoutDropout.has(base));
    expect(loss({ mode: "eval", dropoutRate: 0.5 })).toBe(loss({ mode: "eval", dropoutRate: 0 }));
    for (const each of [...parameters, ...state, ...Object.values(batch)]) each.dispose();
  });

  test("smooths labels where asked, if its loss has any", () => {
    const { parameters, state } = initialize(workload, moved);
    const batch = loaded.batch(firstExamples(8), key);
    const loss = (labelSmoothing: number | null) =>
      lossOf(loaded, parameters, state, batch, { ...train, labelSmoothing });
    // A workload's own smoothing is none, or AlgoPerf's 0.1.
    expect([loss(0), loss(0.1)]).toContain(loss(null));
    if (smoothed.has(workload.card.loss.type)) expect(loss(0.2)).not.toBe(loss(0));
    else expect(loss(0.2)).toBe(loss(0));
    for (const each of [...parameters, ...state, ...Object.values(batch)]) each.dispose();
  });

  test("with sampled labels the loss does not depend on the batch's own, where it says that it samples", () => {
    if (!loaded.samplesLabels) return;
    const { parameters, state } = initialize(workload, moved);
    const batch = loaded.batch(firstExamples(8), key);
    const isLabel = ([name]: readonly [string, Tensor]) => ["labels", "targets"].includes(name);
    const other = Object.fromEntries(
      Object.entries(batch).map(([name, each]) => [name, isLabel([name, each]) ? each.zerosLike() : each]),
    );
    const loss = (of: BatchTensors, options: Partial<ForwardOptions>) =>
      lossOf(loaded, parameters, state, of, { ...train, ...options });
    expect(loss(other, {})).not.toBe(loss(batch, {}));
    expect(loss(other, { sampledLabels: true })).toBe(loss(batch, { sampledLabels: true }));
    // A model that is all but certain draws the same labels under most keys.
    const drawn = Array.from({ length: 20 }, (_, at) => loss(batch, { sampledLabels: true, key: [3, at] }));
    expect(new Set(drawn).size).toBeGreaterThan(1);
    for (const each of [...parameters, ...state, ...Object.values(batch), ...Object.values(other)])
      each.dispose();
  });

  test("moves model state in training only, and not where it is told not to", () => {
    const { parameters, state } = initialize(workload, moved);
    const batch = loaded.batch(firstExamples(8), key);
    const after = (options: ForwardOptions) =>
      tidy(() =>
        loaded.forward(parameters, state, batch, options).modelState.map((each) => [...each.dataSync()]),
      );
    const before = state.map((each) => [...each.dataSync()]);
    expect(after(evaluation)).toEqual(before);
    expect(after({ ...train, updateBatchNorm: false })).toEqual(before);
    for (const [at, values] of after(train).entries()) expect(values).not.toEqual(before[at]);
    for (const each of [...parameters, ...state, ...Object.values(batch)]) each.dispose();
  });
});

const spec = (workload: Workload, at: number) =>
  workload.parameterSpecs[at] as Workload["parameterSpecs"][number];

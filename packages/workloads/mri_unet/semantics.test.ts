import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import { initializeParameter } from "@steepest/core/workload/initializeParameter.ts";
import type { ForwardOptions } from "@steepest/core/workload/workload.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import {
  add,
  dispose,
  grads,
  memory,
  mul,
  type Scalar,
  type Tensor,
  tensor,
  tensor4d,
  tidy,
  valueAndGrads,
  zerosLike,
} from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { channelDropout } from "../layers/channelDropout.ts";
import { imageNorm } from "../layers/imageNorm.ts";
import type { Model } from "../layers/model.ts";
import { createScope } from "../layers/scope.ts";
import { transposedConv } from "../layers/transposedConv.ts";
import { imageReconstruction, type ReconstructionExamples } from "../tasks/imageReconstruction.ts";
import algoperf from "../testing/algoperfModels.json" with { type: "json" };
import { rearranged } from "../testing/rearranged.ts";
import { torchShapes } from "../testing/torchShapes.ts";
import { card } from "./card.ts";
import { configs, type UNetConfig, variants } from "./config.ts";
import { uNet } from "./model.ts";

beforeAll(() => openBackend("wasm"));

const key = keyFromSeed(3);
const train: ForwardOptions = {
  mode: "train",
  dropoutRate: null,
  labelSmoothing: null,
  updateBatchNorm: true,
  key: [1, 2],
};
const numbers = (x: Tensor) => [...x.dataSync()];
const initialize = (model: Model) =>
  model.parameterSpecs.map((spec, at) => initializeParameter(spec, deriveKey(key, at)));
const countOf = (model: Model) =>
  model.parameterSpecs.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);

/** Smooth images as codes, and the same with every second column missing as inputs. */
function smallExamples(count: number, size: number): ReconstructionExamples {
  const codes = new Uint16Array(count * 2 * size * size);
  for (let example = 0; example < count; example++) {
    for (let at = 0; at < size * size; at++) {
      const [row, column] = [Math.floor(at / size), at % size];
      const value =
        32_768 + 6_000 * Math.sin((row * (1 + (example % 4)) + column * (1 + example / 4)) / size);
      codes[example * 2 * size * size + at] = column % 2 === 0 ? value : 32_768;
      codes[(example * 2 + 1) * size * size + at] = value;
    }
  }
  const statistics = Float32Array.from({ length: count * 3 }, (_, at) => [1, 0.5, 2][at % 3] as number);
  return { codes, statistics };
}
const codeValues = Float32Array.from({ length: 65_536 }, (_, code) => (code - 32_768) / 5_461);
const size = 16;
const smallConfig: UNetConfig = { ...configs.standard, channels: 8, pools: 2 };
const smallTask = (model: Model, count = 16) => {
  const data = smallExamples(count, size);
  return imageReconstruction({
    model,
    data: { train: data, validation: data, test: data },
    shift: data,
    size,
    codeValues,
    evaluationBatchSize: 6,
  });
};

test("AlgoPerf's configuration has AlgoPerf's parameters, tensor by tensor", () => {
  const model = uNet(configs.algoperf);
  const { fastmri } = algoperf.models;
  expect(countOf(model)).toBe(fastmri.parameters);
  expect(model.parameterSpecs.length).toBe(fastmri.tensors);
  expect(torchShapes(model.parameterSpecs)).toEqual(fastmri.shapes);
});

test("AlgoPerf's model makes a forward and a backward step", () => {
  const model = uNet(configs.algoperf);
  const data = smallExamples(1, 32);
  const task = imageReconstruction({
    model,
    data: { train: data, validation: data, test: data },
    shift: data,
    size: 32,
    codeValues,
    evaluationBatchSize: 1,
  });
  const parameters = initialize(model);
  const batch = task.batch(Int32Array.of(0), key);
  tidy(() => {
    const slopes = grads((...p: Tensor[]) => task.forward(p, [], batch, train).losses.sum())(parameters);
    slopes.forEach((slope, at) => {
      expect(slope.shape).toEqual(parameters[at]?.shape);
      const norm = slope.norm().dataSync()[0] as number;
      expect(norm).toBeGreaterThan(0);
    });
  });
  for (const each of [...parameters, ...Object.values(batch)]) each.dispose();
});

test("the card counts the standard configuration, and every variant is another model", () => {
  expect(countOf(uNet(configs.standard))).toBe(card.model.parameterCount);
  for (const variant of Object.values(variants)) {
    const model = uNet({ ...configs.standard, ...variant });
    const x = tensor4d(
      new Float32Array(size * size).map((_, at) => (at % 7) - 3),
      [1, size, size, 1],
    );
    const [found, standard] = [model, uNet(configs.standard)].map((each) => {
      const parameters = initialize(each);
      return tidy(() => numbers(each.apply(createScope(each, parameters, [], train), x)));
    });
    expect(found?.every(Number.isFinite)).toBe(true);
    expect(found).not.toEqual(standard);
  }
});

test("instance norm gives every channel of every image mean 0 and variance 1, whatever the mode", () => {
  const x = tensor4d([1, 10, 3, 10, 5, 30, 7, 30, 0, 0, 0, 0, 4, 2, 4, 2], [2, 2, 2, 2]);
  for (const mode of ["train", "eval"] as const) {
    const scope = createScope({ parameterSpecs: [], modelStateSpecs: [] }, [], [], { ...train, mode });
    const found = numbers(imageNorm(scope, "instance", "norm", x));
    const root5 = Math.sqrt(5);
    const expected = [-3 / root5, -1, -1 / root5, -1, 1 / root5, 1, 3 / root5, 1, -1, -1, -1, -1, 1, 1, 1, 1];
    for (const [at, value] of found.entries()) expect(value).toBeCloseTo(expected[at] as number, 3);
  }
});

test("a transposed convolution writes each pixel's square: filter times pixel, channels summed", () => {
  const specs = [
    {
      name: "up.weight",
      kind: "conv_weight",
      shape: [2, 2, 1, 2],
      initializer: { type: "constant", value: 0 },
    },
  ] as const;
  // Filter [row, column, output, input].
  const filter = tensor([1, 10, 2, 20, 3, 30, 4, 40], [2, 2, 1, 2]);
  const scope = createScope({ parameterSpecs: specs, modelStateSpecs: [] }, [filter], [], train);
  const x = tensor4d([1, 1, 2, 0], [1, 1, 2, 2]);
  expect(numbers(transposedConv(scope, "up", x))).toEqual([11, 22, 2, 4, 33, 44, 6, 8]);
});

test("dropout takes whole channels in training, and is off in evaluation", () => {
  const x = tensor4d(new Float32Array(4 * 2 * 2 * 8).fill(1), [4, 2, 2, 8]);
  const scope = (options: Partial<ForwardOptions>) =>
    createScope({ parameterSpecs: [], modelStateSpecs: [] }, [], [], { ...train, ...options });
  expect(channelDropout(scope({ mode: "eval", dropoutRate: 0.5 }), "drop", x, 0.5)).toBe(x);
  const dropped = channelDropout(scope({ dropoutRate: 0.5 }), "drop", x, 0);
  const channels = numbers(dropped.transpose([0, 3, 1, 2]).reshape([32, 4]).max(1));
  expect(numbers(dropped.transpose([0, 3, 1, 2]).reshape([32, 4]).min(1))).toEqual(channels);
  expect(new Set(channels)).toEqual(new Set([0, 2]));

  const model = uNet({ ...smallConfig, dropoutRate: 0.4 });
  const parameters = initialize(model);
  const image = tensor4d(
    new Float32Array(size * size).map((_, at) => at % 5),
    [1, size, size, 1],
  );
  const run = (options: Partial<ForwardOptions>) =>
    tidy(() => numbers(model.apply(createScope(model, parameters, [], { ...train, ...options }), image)));
  expect(run({ mode: "eval" })).toEqual(run({ mode: "train", dropoutRate: 0 }));
  expect(run({ mode: "train" })).not.toEqual(run({ mode: "train", key: [5, 6] }));
});

test("the loss of an image is its mean absolute error, and weighs 1", () => {
  // A model that answers with its input.
  const identity: Model = {
    parameterSpecs: [],
    modelStateSpecs: [],
    apply: (_, x) => x.reshape([-1, size, size]),
  };
  const data = smallExamples(3, size);
  const task = smallTask(identity, 3);
  const batch = task.batch(Int32Array.of(2, 0), key);
  const { losses, weights } = task.forward([], [], batch, train);
  const expected = [2, 0].map((example) => {
    const from = example * 2 * size * size;
    let sum = 0;
    for (let at = 0; at < size * size; at++) {
      const [input, target] = [
        data.codes[from + at] as number,
        data.codes[from + size * size + at] as number,
      ];
      sum += Math.abs((codeValues[input] as number) - (codeValues[target] as number));
    }
    return sum / (size * size);
  });
  numbers(losses).forEach((loss, at) => {
    expect(loss).toBeCloseTo(expected[at] as number, 5);
  });
  expect(numbers(weights)).toEqual([1, 1]);
});

test("a perfect reconstruction has similarity 1, a zero-filled one less, in the images' own units", async () => {
  const answer = (pick: (x: Tensor) => Tensor): Model => ({
    parameterSpecs: [],
    modelStateSpecs: [],
    apply: (_, x) => pick(x).reshape([-1, size, size]),
  });
  const data = smallExamples(4, size);
  const perfect: ReconstructionExamples = {
    ...data,
    codes: data.codes.map(
      (_, at) => data.codes[at - (at % (2 * size * size)) + size * size + (at % (size * size))] as number,
    ),
  };
  const evaluate = (model: Model, examples: ReconstructionExamples) =>
    imageReconstruction({
      model,
      data: { train: examples, validation: examples, test: examples },
      shift: data,
      size,
      codeValues,
      evaluationBatchSize: 3,
    }).evaluate([], [], "test");
  const same = await evaluate(
    answer((x) => x),
    perfect,
  );
  expect(same.loss).toBe(0);
  expect(same.ssim).toBeCloseTo(1, 10);
  expect(same.shift_ssim).toBeLessThan(0.9);
  const zeroFilled = await evaluate(
    answer((x) => x),
    data,
  );
  expect(zeroFilled.ssim).toBe(same.shift_ssim);
});

test("overfits sixteen images", () => {
  const model = uNet(smallConfig);
  const before = memory().numTensors;
  const losses = overfit(smallTask(model), initialize(model), 150);
  expect(losses.at(-1)).toBeLessThan(0.08 * (losses[0] as number));
  expect(memory().numTensors).toBe(before);
});

test("other names and another order of the parameters change nothing", () => {
  const model = uNet(smallConfig);
  const losses = overfit(smallTask(model), initialize(model), 3);
  expect(overfit(smallTask(rearranged(model)), initialize(model).toReversed(), 3)).toEqual(losses);
});

/** Adam on all sixteen with a falling rate: the loss before every step. Frees what it trains. */
function overfit(task: ReturnType<typeof smallTask>, start: Tensor[], steps: number): number[] {
  const batch = task.batch(
    Int32Array.from({ length: 16 }, (_, at) => at),
    key,
  );
  const loss = (...p: Tensor[]) => task.forward(p, [], batch, train).losses.mean() as Scalar;
  let state = start.map((p) => ({ p, m: zerosLike(p), v: zerosLike(p) }));
  const free = () => {
    for (const each of state) dispose(each);
  };
  const losses: number[] = [];
  for (let step = 1; step <= steps; step++) {
    const rate = 0.01 * (1 - (step - 1) / steps);
    const next = tidy(() => {
      const { value, grads: slopes } = valueAndGrads(loss)(state.map(({ p }) => p));
      losses.push(value.dataSync()[0] as number);
      return state.map((old, at) => {
        const g = slopes[at] as Tensor;
        const m = add(mul(old.m, 0.9), mul(g, 0.1));
        const v = add(mul(old.v, 0.99), mul(g.square(), 0.01));
        const scaled = m.div(1 - 0.9 ** step).div(
          v
            .div(1 - 0.99 ** step)
            .sqrt()
            .add(1e-8),
        );
        return { p: old.p.sub(scaled.mul(rate)), m, v };
      });
    });
    free();
    state = next;
  }
  free();
  dispose(batch);
  return losses;
}

test("refuses images that pooling would cut", () => {
  const model = uNet(smallConfig);
  const parameters = initialize(model);
  const odd = tensor4d(new Float32Array(18 * 18), [1, 18, 18, 1]);
  expect(() => model.apply(createScope(model, parameters, [], train), odd)).toThrow("no images of 18 × 18");
});

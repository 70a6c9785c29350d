import { keyFromSeed } from "@steepest/base/random/key.ts";
import type { RandomKey } from "@steepest/base/random/threefry.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import type { LossRequest } from "../sandbox/problem.ts";
import type { WorkloadPrices } from "../schema/priceList.ts";
import type { LoadedWorkload, Workload } from "../workload/workload.ts";
import { softmaxWorkload } from "./testing/softmaxWorkload.ts";
import { tinyWorkload } from "./testing/tinyWorkload.ts";
import { WorkloadProblem } from "./workloadProblem.ts";

beforeAll(() => openBackend("wasm"));

const facts = {
  ...{ hyperparameters: {}, stepHint: 10, budget: 1, lossType: "squared_error" },
  target: { metric: "loss", direction: "min" as const, value: 0 },
};
const request = (more: Partial<LossRequest> = {}): LossRequest => ({
  ...{ dropoutRate: null, labelSmoothing: null, updateBatchNorm: true, mode: "train" },
  ...more,
});

interface Made {
  readonly workload?: Workload;
  readonly change?: (loaded: LoadedWorkload) => Partial<LoadedWorkload>;
  readonly seed?: number;
  readonly prices?: WorkloadPrices | null;
  readonly randomness?: ConstructorParameters<typeof WorkloadProblem>[5];
  readonly captures?: boolean;
}
async function make({
  workload = tinyWorkload(),
  change,
  seed = 1,
  prices = null,
  randomness = {},
  captures,
}: Made = {}) {
  const loaded = await workload.load(async () => new Uint8Array());
  const options = captures === undefined ? {} : { captures };
  return new WorkloadProblem(
    workload,
    { ...loaded, ...change?.(loaded) },
    keyFromSeed(seed),
    facts,
    prices,
    randomness,
    options,
  );
}

test("what a sandbox is told of a workload is its specs, its sizes and what its loss can do", async () => {
  const tiny = await make();
  expect(tiny.batchSizeLimits).toEqual({ default: 8, max: 16, trainingSet: 64 });
  expect([tiny.samplesLabels, tiny.predictsLabels]).toEqual([false, false]);
  expect(tiny.parameterSpecs.map(({ name }) => name)).toEqual(["kernel"]);
  expect(tiny.modelStateSpecs).toEqual([{ name: "seen", shape: [1], initialValue: 0 }]);
  expect(tiny.facts).toBe(facts);
  const softmax = await make({ workload: softmaxWorkload({ shift: 0.5 }) });
  expect([softmax.samplesLabels, softmax.predictsLabels]).toEqual([true, true]);
  const [state] = softmax.initialModelState();
  expect([...(state?.dataSync() ?? [])]).toEqual([0.5]);
  state?.dispose();
});

test("every draw of the parameters is another, the same again from the same key", async () => {
  const workload = softmaxWorkload();
  const [one, same, other] = [
    await make({ workload }),
    await make({ workload }),
    await make({ workload, seed: 2 }),
  ];
  const numbers = (problem: WorkloadProblem, draw: number) => {
    const [kernel] = problem.initialParameters(draw);
    const values = [...(kernel?.dataSync() ?? [])];
    kernel?.dispose();
    return values;
  };
  expect(numbers(one, 0)).toEqual(numbers(same, 0));
  expect(numbers(one, 0)).not.toEqual(numbers(one, 1));
  expect(numbers(one, 0)).not.toEqual(numbers(other, 0));
});

test("two parameters alike are drawn apart", async () => {
  const softmax = softmaxWorkload();
  const [spec] = softmax.parameterSpecs;
  const workload = { ...softmax, parameterSpecs: spec ? [spec, { ...spec, name: "other" }] : [] };
  const [a, b] = (await make({ workload })).initialParameters(0);
  expect([...(a?.dataSync() ?? [])]).not.toEqual([...(b?.dataSync() ?? [])]);
  tf.dispose([a, b]);
});

test("a batch's tensors are made once and freed at the step's end", async () => {
  const asked: [number[], RandomKey][] = [];
  const problem = await make({
    change: (loaded) => ({
      batch: (indices, key) => {
        asked.push([[...indices], key]);
        return loaded.batch(indices, key);
      },
    }),
  });
  const { numTensors } = tf.memory();
  const [parameters, state] = [problem.initialParameters(0), problem.initialModelState()];
  const [first, second] = [problem.batch(0, 4), problem.batch(1, 4)];
  expect(first.key).not.toEqual(second.key);
  for (const batch of [first, first, second])
    problem.loss(parameters, state, batch, request(), false).dispose();
  expect(asked).toEqual([first, second].map(({ indices, key }) => [[...indices], key]));
  problem.endStep();
  tf.dispose([...parameters, ...state]);
  expect(tf.memory().numTensors).toBe(numTensors);
});

describe("a price", () => {
  const price = (base: number, examples: number) => ({ base, per: { examples } });
  const prices: WorkloadPrices = {
    ...{ batch: price(1, 10), gradient: price(100, 1000), loss: price(50, 500) },
    ...{ dropout: price(7, 0), sampledLabels: price(0, 3), predictedLabels: price(0, 5), product: 2.5 },
  };
  const plain = {
    dropout: false,
    weights: false,
    perturbs: false,
    feedback: false,
    labels: "given",
  } as const;

  test("is that of the function by the batch's examples, and of making the batch until it is there", async () => {
    const problem = await make({ prices });
    const batch = problem.batch(0, 4);
    expect(problem.price("gradient", batch, plain)).toBe(100 + 4000 + 1 + 40);
    expect(problem.price("loss", batch, plain)).toBe(50 + 2000 + 1 + 40);
    // The batch is made once, whatever is computed of it.
    expect(problem.price("product", batch, plain)).toBe(2.5 * (100 + 4000) + 1 + 40);
    const [parameters, state] = [problem.initialParameters(0), problem.initialModelState()];
    problem.loss(parameters, state, batch, request(), false).dispose();
    expect(problem.price("gradient", batch, plain)).toBe(100 + 4000);
    problem.freeBatches();
    expect(problem.price("gradient", batch, plain)).toBe(100 + 4000 + 41);
    tf.dispose([...parameters, ...state]);
  });

  test("has options on top, each its own", async () => {
    const problem = await make({ prices });
    const batch = problem.batch(0, 2);
    const bare = problem.price("loss", batch, plain);
    expect(problem.price("loss", batch, { ...plain, dropout: true })).toBe(bare + 7);
    expect(problem.price("loss", batch, { ...plain, labels: "sampled" })).toBe(bare + 6);
    expect(problem.price("loss", batch, { ...plain, labels: "predicted" })).toBe(bare + 10);
    // What goes back to the inputs goes through the first layer as a loss does, once.
    const uphill = problem.price("gradient", batch, { ...plain, perturbs: true });
    expect(uphill).toBe(problem.price("gradient", batch, plain) + 50 + 1000);
    // Every layer's product is made again with the weights that slopes go back through.
    const back = problem.price("gradient", batch, { ...plain, feedback: true });
    expect(back).toBe(problem.price("gradient", batch, plain) + 50 + 1000);
  });

  test("has for blocks that drop examples the whole way forward, and the gradient of those that are left: never less than a loss", async () => {
    const dropping = { shares: [0.5, 0.25, 0.25], numbers: [8, 8] };
    const problem = await make({ prices, change: () => ({ dropping }) });
    const batch = problem.batch(0, 4);
    const made = 41;
    const at = (...keep: number[]) => problem.price("gradient", batch, { ...plain, keep }) - made;
    expect(at(4, 4)).toBe(4100);
    expect(at(1, 4)).toBe(0.5 * (2050 + 1100) + 0.5 * 4100);
    expect(at(1, 2)).toBe(Math.round(0.5 * (2050 + 1100) + 0.25 * (2050 + 2100) + 0.25 * 4100));
    // Who drops few pays more than who drops none.
    expect(at(3, 4)).toBeGreaterThan(at(4, 4));
    expect(at(1, 1)).toBeGreaterThan(problem.price("loss", batch, plain) - made);
    // Masks are drawn twice.
    const masked = problem.price("gradient", batch, { ...plain, dropout: true, keep: [1, 1] });
    expect(masked).toBe(at(1, 1) + made + 14);
  });

  test("is by the workload's own units, and nothing where the clock rules", async () => {
    const perNode = { ...prices, gradient: { base: 0, per: { nodes: 2 } } };
    const problem = await make({
      prices: perNode,
      change: () => ({ units: (indices) => ({ nodes: 100 * indices.length }) }),
    });
    expect(problem.price("gradient", problem.batch(0, 3), plain)).toBe(600 + 31);
    expect((await make()).price("gradient", problem.batch(0, 3), plain)).toBe(0);
  });
});

describe("passes", () => {
  /** The softmax regression, which says from which key its passes draw. */
  const drawing = (keys: string[]) => ({
    workload: softmaxWorkload(),
    captures: false,
    change: (loaded: LoadedWorkload) => ({
      forward: (...given: Parameters<LoadedWorkload["forward"]>) => {
        keys.push(given[3].key.join());
        return loaded.forward(...given);
      },
    }),
  });
  const pass = (problem: WorkloadProblem, more: Partial<LossRequest> = {}) => {
    const parameters = problem.initialParameters(0);
    problem.loss(parameters, [], problem.batch(0, 8), request(more), false).dispose();
    tf.dispose(parameters);
    problem.endStep();
  };

  test("draw each their own numbers; those that state a draw have that draw's and take none of the others'", async () => {
    const keys: string[] = [];
    const problem = await make(drawing(keys));
    pass(problem);
    pass(problem, { draw: 0 });
    pass(problem, { draw: 1 });
    pass(problem, { draw: 0 });
    pass(problem);
    const [first, zero, one, zeroAgain, second] = keys;
    expect(zeroAgain).toBe(zero);
    expect(new Set([first, zero, one, second]).size).toBe(4);
    expect(problem.position()).toBe(2);
  });

  test("draw from a seed of their own where they are given one, whatever the trial's", async () => {
    const keysBy = async (seed: number, randomness: NonNullable<Made["randomness"]>) => {
      const keys: string[] = [];
      pass(await make({ ...drawing(keys), seed, randomness }));
      return keys;
    };
    expect(await keysBy(1, { dropout: 5 })).toEqual(await keysBy(2, { dropout: 5 }));
    expect(await keysBy(1, { dropout: 5 })).not.toEqual(await keysBy(1, { dropout: 6 }));
    expect(await keysBy(1, { init: 5, "data order": 5, augmentation: 5 })).toEqual(await keysBy(1, {}));
  });

  test("go on from a position as if they had come to it, and start anew after the warm-up", async () => {
    const [keys, others]: [string[], string[]] = [[], []];
    const [problem, other] = [await make(drawing(keys)), await make(drawing(others))];
    await other.warmUp(8);
    expect(others).toHaveLength(2);
    expect(other.position()).toBe(0);
    for (let i = 0; i < 3; i++) pass(problem);
    pass(other);
    expect(others.at(-1)).toBe(keys[0]);
    other.goTo(2);
    pass(other);
    expect(others.at(-1)).toBe(keys[2]);
  });

  test("give the same numbers where they are captured, whatever the options", async () => {
    const results = async (captures: boolean) => {
      const problem = await make({ workload: softmaxWorkload({ shift: 0.25 }), captures });
      const [parameters, state] = [problem.initialParameters(0), problem.initialModelState()];
      const predicted = { parameters, modelState: state, temperature: 2, weight: 3, given: 0.5 };
      const weights = tf.tensor1d([1, 2, 3, 4, 5, 6, 7, 8]);
      const asked: Partial<LossRequest>[] = [
        {},
        { labelSmoothing: 0.1 },
        { labelSmoothing: -0 },
        { labelSmoothing: 0 },
        { exampleWeights: weights },
        { sampledLabels: true, draw: 4 },
        { predictedLabels: predicted },
        { predictedLabels: { ...predicted, temperature: 3 } },
      ];
      const found: number[][] = [];
      for (let round = 0; round < 3; round++) {
        for (const more of asked) {
          const batch = problem.batch(0, 8);
          const made = problem.lossAndGrad(parameters, state, batch, request(more));
          const loss = problem.loss(parameters, state, batch, request(more), false);
          const forward = problem.forward(parameters, state, batch, request(more));
          const all = [
            made.loss,
            ...made.grads,
            ...made.modelState,
            loss,
            forward.loss,
            ...forward.modelState,
          ];
          found.push(all.flatMap((tensor) => [...tensor.dataSync()]));
          tf.dispose(all);
          problem.endStep();
        }
      }
      expect(problem.captured === null).toBe(!captures);
      tf.dispose([...parameters, ...state, weights]);
      problem.dispose();
      return found;
    };
    const { numTensors } = tf.memory();
    const [plain, captured] = [await results(false), await results(true)];
    expect(captured).toEqual(plain);
    // Options are told apart: eight kinds of calls, of which two zeros are alike.
    expect(new Set(plain.slice(0, 8).map((numbers) => JSON.stringify(numbers))).size).toBe(6);
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  test.each([false, true])(
    "local heads get gradients of their own beside the model's, which stay as they are, and the loss told is the model's: captured %s",
    async (captures) => {
      const { numTensors } = tf.memory();
      const problem = await make({
        ...{ workload: softmaxWorkload({ shift: 0.25 }), captures },
        change: (loaded) => ({
          localShapes: [[3, 4]],
          forward(parameters, state, tensors, options) {
            const result = loaded.forward(parameters, state, tensors, options);
            const [head, ...others] = options.localHeads ?? [];
            if (!head) {
              expect(options).not.toHaveProperty("localHeads");
              return result;
            }
            expect(others).toEqual([]);
            expect(options.labelSmoothing).toBe(0.1);
            // The head's loss is the model's, with the head for its kernel, twice.
            const { losses } = loaded.forward([head], state, tensors, options);
            return { ...result, localLosses: tf.mul(losses, 2) as tf.Tensor1D };
          },
        }),
      });
      const [parameters, state] = [problem.initialParameters(0), problem.initialModelState()];
      const [head] = problem.initialParameters(1);
      const numbers = (tensors: readonly tf.Tensor[] = []) => tensors.map((one) => [...one.dataSync()]);
      const gradient = (at: readonly tf.Tensor[], more: Partial<LossRequest> = {}) => {
        const asked = request({ labelSmoothing: 0.1, ...more });
        const made = problem.lossAndGrad(at, state, problem.batch(0, 8), asked);
        const { loss, grads, modelState, localHeads } = made;
        const told = [[loss], grads, modelState, localHeads].map((tensors) => numbers(tensors));
        tf.dispose([loss, grads, modelState, localHeads ?? []]);
        problem.endStep();
        return told;
      };
      for (let round = 0; round < 3; round++) {
        const [loss, grads, modelState] = gradient(parameters);
        const [, ofHead] = gradient(head ? [head] : []);
        const [own, ownGrads, ownState, local] = gradient(parameters, { localHeads: head ? [head] : [] });
        expect([own, ownGrads, ownState]).toEqual([loss, grads, modelState]);
        expect(local).toEqual(ofHead?.map((values) => values.map((value) => 2 * value)));
        expect(local?.[0]).toHaveLength(12);
      }
      tf.dispose([parameters, state, head ?? []]);
      problem.dispose();
      expect(tf.memory().numTensors).toBe(numTensors);
    },
  );

  test("a workload without logits predicts no labels", async () => {
    const problem = await make({ captures: false });
    const [parameters, state] = [problem.initialParameters(0), problem.initialModelState()];
    const predictedLabels = { parameters, modelState: state, temperature: 1, weight: 1, given: 0 };
    expect(() =>
      problem.loss(parameters, state, problem.batch(0, 8), request({ predictedLabels }), false),
    ).toThrow("no logits");
    problem.endStep();
    tf.dispose([...parameters, ...state]);
  });

  test("each example's loss is its mean over targets", async () => {
    const problem = await make();
    const [parameters, state] = [problem.initialParameters(0), problem.initialModelState()];
    const batch = problem.batch(0, 8);
    const each = problem.loss(parameters, state, batch, request(), true);
    const mean = problem.loss(parameters, state, batch, request(), false);
    expect(each.shape).toEqual([8]);
    expect([...each.dataSync()].reduce((sum, loss) => sum + loss, 0) / 8).toBeCloseTo(
      mean.dataSync()[0] ?? 0,
      5,
    );
    problem.endStep();
    tf.dispose([...parameters, ...state, each, mean]);
  });
});

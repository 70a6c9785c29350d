import { openBackend } from "@steepest/core/backend/openBackend.ts";
import { ctcLoss } from "@steepest/core/operations/ctcLoss.ts";
import { deriveKey } from "@steepest/core/random/key.ts";
import { initializeParameter } from "@steepest/core/workload/initializeParameter.ts";
import type { ForwardOptions } from "@steepest/core/workload/workload.ts";
import { fill, grads, type Tensor, tensor, tidy } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { createScope } from "../layers/scope.ts";
import type { SpeechInputs, SpeechModel } from "../tasks/speechModel.ts";
import { spokenNoise } from "./spokenNoise.ts";

const train: ForwardOptions = {
  mode: "train",
  dropoutRate: null,
  labelSmoothing: null,
  updateBatchNorm: true,
  key: [1, 2],
};
const evaluation: ForwardOptions = { ...train, mode: "eval" };
const drawn = { lengths: [15, 32, 21], bands: 8, classes: 5, labels: 3 };

/** What every speech model must do; `model` has 8 bands, 5 classes and dropout 0. */
export function speechModelTests(model: SpeechModel): void {
  let parameters: Tensor[];
  let state: Tensor[];
  beforeAll(async () => {
    await openBackend("wasm");
    // Off the initial point: biases that are 0 would hide what comes through them.
    const initializer = { type: "normal", standardDeviation: 0.3 } as const;
    parameters = model.parameterSpecs.map((spec, at) =>
      initializeParameter({ ...spec, ...(spec.kind === "bias" && { initializer }) }, deriveKey([3, 4], at)),
    );
    state = model.modelStateSpecs.map((spec) => fill([...spec.shape], spec.initialValue + 0.5));
  });

  const run = (inputs: SpeechInputs, options: ForwardOptions) => {
    const scope = createScope(model, parameters, state, options);
    const logits = model.apply(scope, inputs);
    return { logits, state: scope.newModelState() };
  };
  const expectClose = (found: readonly number[], expected: readonly number[]) => {
    expect(found.length).toBe(expected.length);
    for (const [at, value] of found.entries()) expect(value).toBeCloseTo(expected[at] as number, 4);
  };
  /** The logits of the frames that an utterance has. */
  const ownFrames = (logits: Tensor, example: number, length: number) => [
    ...logits.slice([example, 0, 0], [1, Math.ceil(length / 4), 5]).dataSync(),
  ];

  for (const options of [train, evaluation]) {
    test(`padding of time changes neither logits, state nor gradients (${options.mode})`, () => {
      tidy(() => {
        const [tight, wide] = [spokenNoise(drawn), spokenNoise({ ...drawn, padding: 12, junk: -1 })];
        const [first, second] = [run(tight, options), run(wide, options)];
        for (const [example, length] of drawn.lengths.entries())
          expectClose(ownFrames(second.logits, example, length), ownFrames(first.logits, example, length));
        for (const [at, each] of first.state.entries())
          expectClose([...(second.state[at] as Tensor).dataSync()], [...each.dataSync()]);
        const slopes = (batch: ReturnType<typeof spokenNoise>) =>
          grads((...p: Tensor[]) => {
            const logits = model.apply(createScope(model, p, state, options), batch);
            return ctcLoss({ ...batch, logits, logitLengths: batch.outputLengths }).sum();
          })(parameters);
        const ofWide = slopes(wide);
        for (const [at, slope] of slopes(tight).entries())
          expectClose([...(ofWide[at] as Tensor).dataSync()], [...slope.dataSync()]);
      });
    });
  }

  test("an utterance's logits do not depend on the others in evaluation", () => {
    tidy(() => {
      const among = run(spokenNoise(drawn), evaluation).logits;
      const alone = run(spokenNoise({ ...drawn, lengths: drawn.lengths.slice(0, 1) }), evaluation).logits;
      expectClose(ownFrames(among, 0, 15), ownFrames(alone, 0, 15));
    });
  });

  test("dropout acts in training only", () => {
    tidy(() => {
      const batch = spokenNoise(drawn);
      const logits = (options: ForwardOptions) => [...run(batch, options).logits.dataSync()];
      expect(logits({ ...evaluation, dropoutRate: 0.5 })).toEqual(logits(evaluation));
      expect(logits({ ...train, dropoutRate: 0.5 })).not.toEqual(logits(train));
    });
  });

  test("names of parameters carry nothing: another order of the same values gives the same logits", () => {
    tidy(() => {
      const batch = spokenNoise(drawn);
      const order = model.parameterSpecs.map((_, at) => at).reverse();
      const turned = {
        ...model,
        parameterSpecs: order.map((at) => model.parameterSpecs[at] as (typeof model.parameterSpecs)[number]),
      };
      const values = order.map((at) => parameters[at] as Tensor);
      const logits = model.apply(createScope(turned, values, state, evaluation), batch);
      expect([...logits.dataSync()]).toEqual([...run(batch, evaluation).logits.dataSync()]);
    });
  });

  test("16 utterances can be learnt by heart", () => {
    const batch = spokenNoise({ ...drawn, lengths: Array.from({ length: 16 }, (_, at) => 24 + (at % 8)) });
    const initial = model.parameterSpecs.map((spec, at) => initializeParameter(spec, deriveKey([5, 6], at)));
    const moments = initial.map(
      (each) => [new Float32Array(each.size), new Float32Array(each.size)] as const,
    );
    let current = initial;
    const lossOf = (p: readonly Tensor[]) => {
      const logits = model.apply(createScope(model, p, state, train), batch);
      return ctcLoss({ ...batch, logits, logitLengths: batch.outputLengths })
        .sum()
        .div(16 * 3)
        .asScalar();
    };
    for (let step = 1; step <= 150; step++) {
      const slopes = tidy(() => grads((...p: Tensor[]) => lossOf(p))(current));
      const next = current.map((each, at) => {
        const [slope, values] = [(slopes[at] as Tensor).dataSync(), each.dataSync().slice() as Float32Array];
        const [mean, square] = moments[at] as readonly [Float32Array, Float32Array];
        for (let i = 0; i < values.length; i++) {
          const g = slope[i] as number;
          mean[i] = 0.9 * (mean[i] as number) + 0.1 * g;
          square[i] = 0.99 * (square[i] as number) + 0.01 * g * g;
          const scale = Math.sqrt((square[i] as number) / (1 - 0.99 ** step)) + 1e-8;
          values[i] = (values[i] as number) - (0.01 * (mean[i] as number)) / (1 - 0.9 ** step) / scale;
        }
        return tensor(values, each.shape);
      });
      for (const old of [...slopes, ...current]) old.dispose();
      current = next;
    }
    expect(tidy(() => lossOf(current).dataSync()[0])).toBeLessThan(0.1);
    for (const each of [...current, ...Object.values(batch)]) each.dispose();
  });
}

import type { ForwardOptions } from "@steepest/core/workload/workload.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { ctcLoss } from "@steepest/tensors/operations/ctcLoss.ts";
import { grads, type Tensor, tidy } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { createScope } from "../layers/scope.ts";
import { evalOptions } from "../tasks/evalOptions.ts";
import type { SpeechModel } from "../tasks/speechModel.ts";
import { speechRecognition } from "../tasks/speechRecognition.ts";
import { initialize } from "./initialize.ts";
import { overfit } from "./overfit.ts";
import { rearranged } from "./rearranged.ts";
import { spokenNoise, utterancesOfNoise } from "./spokenNoise.ts";
import { trainingOptions } from "./trainingOptions.ts";

const drawn = { lengths: [15, 32, 21], bands: 8, classes: 5, labels: 3 };

/** What every speech model must do; `model` has 8 bands, 5 classes and dropout 0. */
export function speechModelTests(model: SpeechModel): void {
  let parameters: readonly Tensor[];
  let state: readonly Tensor[];
  beforeAll(async () => {
    await openBackend("wasm");
    ({ parameters, state } = initialize(model, { moved: 0.2 }));
  }, 60_000);

  const run = (batch: ReturnType<typeof spokenNoise>, options: ForwardOptions) => {
    const scope = createScope(model, parameters, state, options);
    const logits = model.apply(scope, batch);
    return { logits, state: scope.newModelState() };
  };
  const expectClose = (found: Tensor, expected: Tensor) => {
    const [values, wanted] = [found.dataSync(), expected.dataSync()];
    expect(values.length).toBe(wanted.length);
    for (const [at, value] of values.entries()) {
      const bound = 1e-4 * (1 + Math.abs(wanted[at] as number));
      expect(Math.abs(value - (wanted[at] as number))).toBeLessThan(bound);
    }
  };
  /** The logits of the frames that an utterance has. */
  const ownFrames = (logits: Tensor, example: number, length: number) =>
    logits.slice([example, 0, 0], [1, Math.ceil(length / 4), 5]);

  test.each([trainingOptions, evalOptions])("padding changes nothing in $mode mode", (options) => {
    tidy(() => {
      const [tight, wide] = [spokenNoise(drawn), spokenNoise({ ...drawn, padding: 12, junk: -1 })];
      const [first, second] = [run(tight, options), run(wide, options)];
      for (const [example, length] of drawn.lengths.entries())
        expectClose(ownFrames(second.logits, example, length), ownFrames(first.logits, example, length));
      for (const [at, each] of first.state.entries()) expectClose(second.state[at] as Tensor, each);
      const slopes = (batch: ReturnType<typeof spokenNoise>) =>
        grads((...p: Tensor[]) => {
          const logits = model.apply(createScope(model, p, state, options), batch);
          return ctcLoss({ ...batch, logits, logitLengths: batch.outputLengths }).sum();
        })([...parameters]);
      const ofWide = slopes(wide);
      for (const [at, slope] of slopes(tight).entries()) expectClose(ofWide[at] as Tensor, slope);
    });
  });

  test("an utterance's logits do not depend on the others in evaluation", () => {
    tidy(() => {
      const among = run(spokenNoise(drawn), evalOptions).logits;
      const alone = run(spokenNoise({ ...drawn, lengths: drawn.lengths.slice(0, 1) }), evalOptions).logits;
      expectClose(ownFrames(alone, 0, 15), ownFrames(among, 0, 15));
    });
  });

  test("dropout acts in training only", () => {
    tidy(() => {
      const batch = spokenNoise(drawn);
      const logits = (options: ForwardOptions) => [...run(batch, options).logits.dataSync()];
      expect(logits({ ...evalOptions, dropoutRate: 0.5 })).toEqual(logits(evalOptions));
      expect(logits({ ...trainingOptions, dropoutRate: 0.5 })).not.toEqual(logits(trainingOptions));
    });
  });

  test("names and order of parameters carry nothing", () => {
    tidy(() => {
      const batch = spokenNoise(drawn);
      const other = rearranged(model);
      const scope = createScope(other, parameters.toReversed(), state.toReversed(), trainingOptions);
      const { logits, state: after } = run(batch, trainingOptions);
      expect([...other.apply(scope, batch).dataSync()]).toEqual([...logits.dataSync()]);
      for (const [at, each] of scope.newModelState().toReversed().entries())
        expect([...each.dataSync()]).toEqual([...(after[at] as Tensor).dataSync()]);
    });
  });

  test("16 utterances can be learnt by heart", () => {
    const data = utterancesOfNoise({
      ...drawn,
      lengths: Array.from({ length: 16 }, (_, at) => 24 + (at % 8)),
    });
    const task = speechRecognition({
      model,
      data: { train: data, validation: data, test: data },
      classes: drawn.classes,
      blank: 0,
      augmentation: null,
      evaluationBatchSize: 16,
    });
    expect(overfit(model, task, { steps: 120, rate: 0.02 }).at(-1)).toBeLessThan(0.1);
  });
}

import { exp } from "@steepest/base/math/exp.ts";
import type { ForwardOptions, LoadedWorkload, Split } from "@steepest/core/workload/workload.ts";
import { classLosses } from "@steepest/tensors/operations/classLosses.ts";
import {
  dispose,
  fill,
  reshape,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor2d,
} from "@tensorflow/tfjs";
import type { Model } from "../layers/model.ts";
import { createScope } from "../layers/scope.ts";
import { total } from "../metrics/total.ts";
import { atOnce } from "./atOnce.ts";
import { evalOptions } from "./evalOptions.ts";
import { localLosses, localShapes } from "./localLosses.ts";
import { splitBatches } from "./splitBatches.ts";

export type Symbols = Uint8Array | Uint16Array;

export interface LanguageModelOptions {
  readonly model: Model;
  /** The symbols of each split, of one or two bytes each. */
  readonly data: Readonly<Record<"train" | Split, Symbols>>;
  /** Symbols that the model sees; an example is a window of one more, so that every position has a next symbol. */
  readonly length: number;
  /** Windows, spread evenly over a split, that an evaluation scores. */
  readonly evaluationWindows: number;
  readonly evaluationBatchSize: number;
}

/** Prediction of the next symbol, judged by `cross_entropy` in nats per symbol. */
export function languageModel(options: LanguageModelOptions): LoadedWorkload {
  const { model, data, length, evaluationWindows, evaluationBatchSize } = options;
  const windowCount = (symbols: Symbols) => Math.floor((symbols.length - 1) / length);

  const gather = (symbols: Symbols, windows: Int32Array) => {
    const inputs = new Int32Array(windows.length * length);
    const targets = new Int32Array(windows.length * length);
    for (let at = 0; at < windows.length; at++) {
      const start = (windows[at] as number) * length;
      inputs.set(symbols.subarray(start, start + length), at * length);
      targets.set(symbols.subarray(start + 1, start + 1 + length), at * length);
    }
    const shape: [number, number] = [windows.length, length];
    return { inputs: tensor2d(inputs, shape, "int32"), targets: tensor2d(targets, shape, "int32") };
  };

  const windowLosses = (
    parameters: readonly Tensor[],
    modelState: readonly Tensor[],
    batch: { inputs: Tensor; targets: Tensor },
    forwardOptions: ForwardOptions,
  ) => {
    const scope = createScope(model, parameters, modelState, forwardOptions);
    const logits = model.apply(scope, batch.inputs) as Tensor2D;
    const targets = reshape(batch.targets, [-1]);
    const inWindows = (losses: Tensor) => reshape(losses, [-1, length]) as Tensor2D;
    const ofWindows = (losses: Tensor) => sum(inWindows(losses), 1) as Tensor1D;
    const losses = classLosses(logits, targets, forwardOptions);
    const local = forwardOptions.localHeads
      ? { localLosses: ofWindows(localLosses(scope.edges, targets, forwardOptions)) }
      : {};
    return {
      losses: ofWindows(losses),
      ...(forwardOptions.outputNoise === undefined
        ? {}
        : { noised: scope.noised, positionLosses: inWindows(losses) }),
      ...local,
      ...(forwardOptions.keep ? { signals: scope.signals } : {}),
      modelState: scope.newModelState(),
    };
  };

  return {
    trainSize: windowCount(data.train),
    takesFeedback: model.takesFeedback ?? false,
    samplesLabels: true,
    localShapes: localShapes(model),
    ...(model.dropping ? { dropping: model.dropping } : {}),
    ...(model.noisyOutputs === undefined ? {} : { noisyOutputs: model.noisyOutputs }),
    batch: (indices) => gather(data.train, indices),
    forward(parameters, modelState, batch, forwardOptions) {
      const { inputs, targets } = batch as { inputs: Tensor; targets: Tensor };
      const result = windowLosses(parameters, modelState, { inputs, targets }, forwardOptions);
      const weights = fill([inputs.shape[0] as number], length) as Tensor1D;
      return { ...result, weights };
    },
    logits: (parameters, modelState, batch) =>
      model.apply(createScope(model, parameters, modelState, evalOptions), batch["inputs"] as Tensor),
    async evaluate(parameters, modelState, split, run = atOnce) {
      const symbols = data[split];
      const available = windowCount(symbols);
      const count = Math.min(evaluationWindows, available);
      let loss = 0;
      for (const indices of splitBatches(count, evaluationBatchSize)) {
        const windows = indices.map((index) => Math.floor((index * available) / count));
        const batch = gather(symbols, windows);
        const inputs = [...parameters, ...modelState, batch.inputs, batch.targets];
        const [losses] = run("evaluation", inputs, () => [
          windowLosses(parameters, modelState, batch, evalOptions).losses,
        ]) as [Tensor];
        dispose({ ...batch });
        loss += total((await losses.data()) as Float32Array);
        losses.dispose();
      }
      const crossEntropy = loss / (count * length);
      return { loss: crossEntropy, cross_entropy: crossEntropy, perplexity: exp(crossEntropy) };
    },
    dispose() {},
  };
}

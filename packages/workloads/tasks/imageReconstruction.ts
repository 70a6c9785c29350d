import type {
  ForwardOptions,
  LoadedWorkload,
  RunComputation,
  Split,
} from "@steepest/core/workload/workload.ts";
import { writtenTensor } from "@steepest/tensors/operations/writtenTensor.ts";
import { abs, dispose, fill, mean, sub, type Tensor, type Tensor1D, type Tensor3D } from "@tensorflow/tfjs";
import type { Model } from "../layers/model.ts";
import { createScope } from "../layers/scope.ts";
import { structuralSimilarity } from "../metrics/structuralSimilarity.ts";
import { total } from "../metrics/total.ts";
import { atOnce } from "./atOnce.ts";
import { evalOptions } from "./evalOptions.ts";
import { splitBatches } from "./splitBatches.ts";
import { spread } from "./spread.ts";

/** Pairs of a degraded image and the true one, both normalized. */
export interface ReconstructionExamples {
  /** 16-bit codes: every example's input, then its target. */
  readonly codes: Uint16Array;
  /** Mean, deviation and volume maximum of every example: what undoes the normalization, and SSIM's data range. */
  readonly statistics: Float32Array;
}

export interface ImageReconstructionOptions {
  /** Inputs [batch, size, size, 1] to images [batch, size, size]. */
  readonly model: Model;
  readonly data: Readonly<Record<"train" | Split, ReconstructionExamples>>;
  /** Images of another kind, scored beside the test split as `shift_ssim`. */
  readonly shift?: ReconstructionExamples;
  /** Height and width of the images. */
  readonly size: number;
  /** The number that each code stands for. */
  readonly codeValues: Float32Array;
  /** −1 where targets stand for the opposite of their normalized values; default 1. */
  readonly targetSign?: 1 | -1;
  readonly evaluationBatchSize: number;
  /** Images, spread evenly over the validation split, that are scored; default: all. The test split is scored whole. */
  readonly validationImages?: number;
}

/** Reconstruction of images by their mean absolute error, judged by structural similarity (`ssim`) in the images' own units. */
export function imageReconstruction(options: ImageReconstructionOptions): LoadedWorkload {
  const { model, data, shift, size, codeValues, evaluationBatchSize, validationImages } = options;
  const { targetSign = 1 } = options;
  const pixels = size * size;
  const countOf = ({ statistics }: ReconstructionExamples) => statistics.length / 3;

  const gather = ({ codes }: ReconstructionExamples, indices: Int32Array) => {
    /** Of every example the input (0) or the target (1). */
    const part = (which: 0 | 1) => (numbers: Float32Array) => {
      for (let at = 0; at < indices.length; at++) {
        const from = (2 * (indices[at] as number) + which) * pixels;
        const to = at * pixels;
        for (let pixel = 0; pixel < pixels; pixel++) {
          numbers[to + pixel] = codeValues[codes[from + pixel] as number] as number;
        }
      }
    };
    return {
      inputs: writtenTensor([indices.length, size, size, 1], "float32", part(0)),
      targets: writtenTensor([indices.length, size, size], "float32", part(1)),
    };
  };

  const reconstruct = (
    parameters: readonly Tensor[],
    modelState: readonly Tensor[],
    { inputs, targets }: { inputs: Tensor; targets: Tensor },
    forwardOptions: ForwardOptions,
  ) => {
    const scope = createScope(model, parameters, modelState, forwardOptions);
    const images = model.apply(scope, inputs) as Tensor3D;
    const losses = mean(abs(sub(images, targets)), [1, 2]) as Tensor1D;
    return { images, losses, modelState: scope.newModelState() };
  };

  /** Mean loss and mean similarity of at most `most` of a set of examples. */
  const score = async (
    parameters: readonly Tensor[],
    modelState: readonly Tensor[],
    examples: ReconstructionExamples,
    run: RunComputation,
    most = Number.POSITIVE_INFINITY,
  ) => {
    const members = Int32Array.from(spread([...Array(countOf(examples)).keys()], most));
    let loss = 0;
    let similarity = 0;
    for (const places of splitBatches(members.length, evaluationBatchSize)) {
      const indices = places.map((place) => members[place] as number);
      const batch = gather(examples, indices);
      const { targets } = batch;
      const at = [...parameters, ...modelState, batch.inputs, targets];
      const [images, losses] = run("evaluation", at, () => {
        const result = reconstruct(parameters, modelState, batch, evalOptions);
        return [result.images, result.losses];
      }) as [Tensor, Tensor];
      const [found, wanted, lossValues] = (await Promise.all([
        images.data(),
        targets.data(),
        losses.data(),
      ])) as Float32Array[] as [Float32Array, Float32Array, Float32Array];
      dispose([images, losses, batch.inputs, targets]);
      loss += total(lossValues);
      indices.forEach((index, at) => {
        const [centre, deviation, dataRange] = examples.statistics.subarray(index * 3) as unknown as number[];
        const restored = (values: Float32Array) =>
          values
            .subarray(at * pixels, (at + 1) * pixels)
            .map((value) => targetSign * value * (deviation as number) + (centre as number));
        similarity += structuralSimilarity(restored(found), restored(wanted), {
          rows: size,
          columns: size,
          dataRange: dataRange as number,
        });
      });
    }
    return { loss: loss / members.length, ssim: similarity / members.length };
  };

  return {
    trainSize: countOf(data.train),
    takesFeedback: model.takesFeedback ?? false,
    continuousInputs: ["inputs"],
    batch: (indices) => gather(data.train, indices),
    forward(parameters, modelState, batch, forwardOptions) {
      const { inputs, targets } = batch as { inputs: Tensor; targets: Tensor };
      const result = reconstruct(parameters, modelState, { inputs, targets }, forwardOptions);
      const weights = fill([inputs.shape[0] as number], 1) as Tensor1D;
      return { losses: result.losses, weights, modelState: result.modelState };
    },
    async evaluate(parameters, modelState, split, run = atOnce) {
      if (split === "validation")
        return score(parameters, modelState, data.validation, run, validationImages);
      const metrics = await score(parameters, modelState, data.test, run);
      if (shift === undefined) return metrics;
      return { ...metrics, shift_ssim: (await score(parameters, modelState, shift, run)).ssim };
    },
    dispose() {},
  };
}

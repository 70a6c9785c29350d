import * as tf from "@tensorflow/tfjs";
import { tinyWorkload } from "../../packages/core/harness/testing/tinyWorkload.ts";
import { keyFromSeed } from "../../packages/base/random/key.ts";
import { uniform } from "../../packages/base/random/uniform.ts";
import type { MetricRange } from "../../packages/core/schema/metric.ts";
import type { LoadedWorkload, Workload } from "../../packages/core/workload/workload.ts";
import { configs } from "../../packages/workloads/messages_transformer/config.ts";
import { transformer } from "../../packages/workloads/messages_transformer/model.ts";
import { graphLabels } from "../../packages/workloads/tasks/graphLabels.ts";
import { imageClassification } from "../../packages/workloads/tasks/imageClassification.ts";
import { imageReconstruction } from "../../packages/workloads/tasks/imageReconstruction.ts";
import { speechRecognition } from "../../packages/workloads/tasks/speechRecognition.ts";
import { translation } from "../../packages/workloads/tasks/translation.ts";
import { tinyTranslation } from "../../packages/workloads/testing/tinyTranslation.ts";

/** A workload that is judged by a real task's metric, with a model whose predictions are its parameters: a submission predicts what it likes. */
export interface JudgedTask {
  readonly name: string;
  readonly workload: Workload;
  readonly loaded: LoadedWorkload;
  /** What no prediction that knows nothing of the data may come near. */
  readonly target: number;
}

interface Described {
  readonly metric: string;
  readonly direction: "min" | "max";
  readonly range: MetricRange;
  readonly target: number;
}

/** The predictions as one parameter of this shape, equal in every example. */
const predictions = (shape: readonly number[]) => ({
  parameterSpecs: [
    { name: "predictions", kind: "bias", shape, initializer: { type: "constant", value: 0 } },
  ] as const,
  modelStateSpecs: [],
});

function judged(
  loaded: LoadedWorkload,
  specs: Pick<Workload, "parameterSpecs" | "modelStateSpecs">,
  { metric, direction, range, target }: Described,
): JudgedTask {
  const tiny = tinyWorkload({ target });
  const card = { ...tiny.card, metric: { name: metric, direction, label: metric, range } };
  const { parameterSpecs, modelStateSpecs } = specs;
  return {
    name: metric,
    loaded,
    target,
    workload: { ...tiny, card, parameterSpecs, modelStateSpecs, load: async () => loaded },
  };
}

const share = { min: 0, max: 1 };
const repeated = (tensor: tf.Tensor, count: number) =>
  tf.tile(tf.expandDims(tensor, 0), [count, ...tensor.shape.map(() => 1)]);

export const side = 24;
const examples = 8;

/** Images of noise, whose predictions are painted over by one image. */
function ssim(): JudgedTask {
  const specs = predictions([side, side]);
  const drawn = uniform(keyFromSeed(3), 256);
  const set = {
    codes: Uint16Array.from({ length: 2 * 2 * side * side }, (_, at) => (at * 31 + (at >> 4)) % 256),
    statistics: Float32Array.of(0, 1, 1, 0, 1, 1),
  };
  const loaded = imageReconstruction({
    model: {
      ...specs,
      apply: (scope, inputs) => repeated(scope.parameter("predictions"), inputs.shape[0] as number),
    },
    data: { train: set, validation: set, test: set },
    size: side,
    codeValues: drawn,
    evaluationBatchSize: 2,
  });
  return judged(loaded, specs, {
    ...{ metric: "ssim", direction: "max", range: { min: -1, max: 1 } },
    target: 0.5,
  });
}

/** Four classes of two images each. */
function accuracy(): JudgedTask {
  const specs = predictions([4]);
  const set = {
    images: new Uint8Array(examples),
    labels: Uint8Array.from({ length: examples }, (_, at) => at % 4),
  };
  const loaded = imageClassification({
    model: {
      ...specs,
      apply: (scope, inputs) => repeated(scope.parameter("predictions"), inputs.shape[0] as number),
    },
    data: { train: set, validation: set, test: set },
    imageShape: [1],
    pixelValues: new Float32Array(256),
    evaluationBatchSize: 4,
  });
  return judged(loaded, specs, { ...{ metric: "accuracy", direction: "max", range: share }, target: 0.3 });
}

/** Graphs of one node; half of them have each of two labels. */
function meanAveragePrecision(): JudgedTask {
  const specs = predictions([examples, 2]);
  const places = Int32Array.from({ length: examples + 1 }, (_, at) => at);
  const set = {
    nodeStarts: places,
    edgeStarts: places,
    nodes: new Float32Array(examples),
    edges: new Float32Array(examples),
    senders: new Int32Array(examples),
    receivers: new Int32Array(examples),
    labels: Uint8Array.from({ length: 2 * examples }, (_, at) => ((at >> 1) + at) % 2),
  };
  const loaded = graphLabels({
    model: { ...specs, apply: (scope) => tf.clone(scope.parameter("predictions")) },
    data: { train: set, validation: set, test: set },
    evaluationBatchSize: examples,
  });
  return judged(loaded, specs, {
    ...{ metric: "mean_average_precision", direction: "max", range: share },
    target: 0.6,
  });
}

/** Words that are the first class again and again: what a row of nothing must not be heard as. */
function phoneErrorRate(): JudgedTask {
  const specs = predictions([3]);
  const set = {
    features: new Uint8Array(examples * 4),
    bands: 1,
    frames: new Int32Array(examples).fill(4),
    labels: Array.from({ length: examples }, () => Int32Array.of(0)),
  };
  const loaded = speechRecognition({
    model: {
      ...specs,
      apply(scope, { features }) {
        const [batch, frames] = features.shape as [number, number, number];
        return tf.tile(tf.reshape(scope.parameter("predictions"), [1, 1, 3]), [batch, frames / 4, 1]);
      },
    },
    data: { train: set, validation: set, test: set },
    classes: 3,
    blank: 2,
    augmentation: null,
    evaluationBatchSize: 4,
  });
  return judged(loaded, specs, {
    ...{ metric: "phone_error_rate", direction: "min", range: { min: 0, max: null } },
    target: 0.5,
  });
}

function bleu(): JudgedTask {
  const config = {
    ...configs.standard,
    ...{ vocabulary: 24, rowLength: 24, width: 16, heads: 2, hidden: 24 },
  };
  const model = transformer(config);
  const loaded = translation({
    model,
    data: tinyTranslation(config.vocabulary),
    rowLength: config.rowLength,
    labelSmoothing: config.labelSmoothing,
    judged: { validation: 8, test: 8, loss: 8 },
    evaluationBatchSize: { rows: 4, sentences: 8 },
  });
  return judged(loaded, model, {
    ...{ metric: "bleu", direction: "max", range: { min: 0, max: 100 } },
    target: 5,
  });
}

export const judgedTasks = (): readonly JudgedTask[] => [
  ssim(),
  accuracy(),
  meanAveragePrecision(),
  phoneErrorRate(),
  bleu(),
];

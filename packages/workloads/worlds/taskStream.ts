import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import { permutation } from "@steepest/base/random/permutation.ts";
import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import type { EvaluationMetrics, LoadedWorkload, Workload } from "@steepest/core/workload/workload.ts";
import { relu } from "@tensorflow/tfjs";
import { mnist } from "../datasets/mnist/dataset.ts";
import { loadMnist, mnistPixelValues } from "../datasets/mnist/loadMnist.ts";
import { dense, denseSpecs, hiddenUnits } from "../layers/dense.ts";
import type { Model } from "../layers/model.ts";
import { imageClassification, type LabelledImages } from "../tasks/imageClassification.ts";

const pixels = 784;

const model: Model = {
  parameterSpecs: [
    ...denseSpecs("first", pixels, 64, { initializer: { type: "fan_in_normal", scale: 2 } }),
    ...denseSpecs("second", 64, 64, { initializer: { type: "fan_in_normal", scale: 2 } }),
    ...denseSpecs("output", 64, 10, { kind: "output_weight" }),
  ],
  modelStateSpecs: [],
  apply: (scope, images) =>
    dense(scope, "output", relu(dense(scope, "second", relu(dense(scope, "first", images))))),
};

export interface TaskStream {
  readonly card: WorkloadCard;
  readonly tasks: number;
  /** The task of each training example, in the order in which they are trained on. */
  readonly taskAt: (place: number) => number;
  /** Of each task in either evaluation. */
  readonly evaluated: number;
}

/** MNIST under one order of pixels for every task, the first task's being its own. Examples come in their order, not shuffled. */
export const taskStream = ({ card, tasks, taskAt, evaluated }: TaskStream): Workload => ({
  card,
  parameterSpecs: model.parameterSpecs,
  modelStateSpecs: [],
  dataFiles: mnist.files,
  unitSymmetries: [hiddenUnits(0), hiddenUnits(2)],
  async load(read) {
    const digits = await loadMnist(read);
    const orders = Array.from({ length: tasks }, (_, task) =>
      task === 0
        ? Int32Array.from({ length: pixels }, (_, at) => at)
        : permutation(deriveKey(keyFromSeed(784), task), pixels),
    );
    const under = (task: number, of: LabelledImages, index: number): Uint8Array => {
      const image = (of.images as Uint8Array).subarray(index * pixels, (index + 1) * pixels);
      return (orders[task] as Int32Array).reduce((moved, from, at) => {
        moved[at] = image[from] as number;
        return moved;
      }, new Uint8Array(pixels));
    };
    const { train } = card.dataset.examples;
    const known = digits.train.labels.length;
    const stream: LabelledImages = {
      images: (index) => under(taskAt(index), digits.train, index % known),
      labels: Uint8Array.from({ length: train }, (_, at) => digits.train.labels[at % known] as number),
    };
    const ofTask = (task: number): LoadedWorkload => {
      const some = (of: LabelledImages): LabelledImages => ({
        images: (index) => under(task, of, index),
        labels: of.labels.subarray(0, evaluated),
      });
      return imageClassification({
        model,
        data: { train: stream, validation: some(digits.validation), test: some(digits.test) },
        imageShape: [pixels],
        pixelValues: mnistPixelValues,
        evaluationBatchSize: 500,
      });
    };
    const each = orders.map((_, task) => ofTask(task));
    const [first] = each as [LoadedWorkload];
    return {
      ...first,
      inOrder: true,
      async evaluate(parameters, modelState, split): Promise<EvaluationMetrics> {
        const found: EvaluationMetrics[] = [];
        for (const task of each) found.push(await task.evaluate(parameters, modelState, split));
        const mean = (name: string) =>
          found.reduce((sum, metrics) => sum + (metrics[name] ?? Number.NaN), 0) / found.length;
        return {
          loss: mean("loss"),
          accuracy: mean("accuracy"),
          ...Object.fromEntries(
            found.map((metrics, task) => [`task_${task + 1}`, metrics["accuracy"] ?? Number.NaN]),
          ),
        };
      },
    };
  },
});

import type { ForwardOptions, LoadedWorkload, Split } from "@steepest/core/workload/workload.ts";
import { sampleBinaryLabels } from "@steepest/tensors/operations/sampleBinaryLabels.ts";
import { sigmoidCrossEntropy } from "@steepest/tensors/operations/sigmoidCrossEntropy.ts";
import { dispose, mul, sum, type Tensor, type Tensor1D, type Tensor2D } from "@tensorflow/tfjs";
import type { Model } from "../layers/model.ts";
import { createScope, type Scope } from "../layers/scope.ts";
import { meanAveragePrecision } from "../metrics/meanAveragePrecision.ts";
import { total } from "../metrics/total.ts";
import { atOnce } from "./atOnce.ts";
import { evalOptions } from "./evalOptions.ts";
import { gatherGraphs, graphRoom } from "./gatherGraphs.ts";
import { graphCount, type LabelledGraphs, labelsOf } from "./labelledGraphs.ts";
import { smoothBinaryLabels } from "./smoothBinaryLabels.ts";
import { splitBatches } from "./splitBatches.ts";

/** Graphs side by side, as one graph that falls apart into them. The last is nobody's: it fills the room, and has no labels. */
export interface GraphBatch {
  /** [nodes, features], [edges, features]: float32 numbers or int32 indices. */
  readonly nodes: Tensor2D;
  readonly edges: Tensor2D;
  /** The node of the batch that every edge starts from and goes to, int32. */
  readonly senders: Tensor1D;
  readonly receivers: Tensor1D;
  /** The graph of every node and of every edge, int32; that of those that fill the room is behind the last with labels. */
  readonly nodeGraphs: Tensor1D;
  readonly edgeGraphs: Tensor1D;
  /** [graphs, labels]: 1 or 0, and 1 where that is known, 0 where it is not. */
  readonly labels: Tensor2D;
  readonly known: Tensor2D;
}

export interface GraphModel extends Pick<Model, "parameterSpecs" | "modelStateSpecs" | "takesFeedback"> {
  /** Logits [graphs, labels]. */
  apply(scope: Scope, batch: GraphBatch): Tensor;
}

export interface GraphLabelsOptions {
  readonly model: GraphModel;
  readonly data: Readonly<Record<"train" | Split, LabelledGraphs>>;
  readonly evaluationBatchSize: number;
}

/**
 * Which of several labels a graph has: binary cross-entropy over the labels that are known, judged by `mean_average_precision`. Label smoothing moves
 * targets to (1 − s) t + s / labels, as AlgoPerf's does.
 */
export function graphLabels({ model, data, evaluationBatchSize }: GraphLabelsOptions): LoadedWorkload {
  const forward = (
    parameters: readonly Tensor[],
    modelState: readonly Tensor[],
    batch: GraphBatch,
    forwardOptions: ForwardOptions,
  ) => {
    const scope = createScope(model, parameters, modelState, forwardOptions);
    const logits = model.apply(scope, batch);
    const { sampledLabels, key } = forwardOptions;
    const labels = sampledLabels ? sampleBinaryLabels(logits, key) : batch.labels;
    const smoothing = forwardOptions.labelSmoothing ?? 0;
    const targets = smoothBinaryLabels(labels, smoothing / (labels.shape[1] as number), smoothing);
    return {
      logits,
      losses: sum(mul(sigmoidCrossEntropy(logits, targets), batch.known), 1) as Tensor1D,
      weights: sum(batch.known, 1) as Tensor1D,
      modelState: scope.newModelState(),
    };
  };

  return {
    trainSize: graphCount(data.train),
    takesFeedback: model.takesFeedback ?? false,
    samplesLabels: true,
    units: (indices) => graphRoom(data.train, indices),
    batch: (indices) => ({ ...gatherGraphs(data.train, indices) }),
    forward(parameters, modelState, batch, forwardOptions) {
      const result = forward(parameters, modelState, batch as unknown as GraphBatch, forwardOptions);
      return { losses: result.losses, weights: result.weights, modelState: result.modelState };
    },
    async evaluate(parameters, modelState, split, run = atOnce) {
      const graphs = data[split];
      const labels = labelsOf(graphs);
      const scores = new Float32Array(graphs.labels.length);
      let loss = 0;
      let weight = 0;
      for (const indices of splitBatches(graphCount(graphs), evaluationBatchSize)) {
        const batch = gatherGraphs(graphs, indices);
        const inputs = [...parameters, ...modelState, ...Object.values(batch)];
        const results = run("evaluation", inputs, () => {
          const { logits, losses, weights } = forward(parameters, modelState, batch, evalOptions);
          return [logits, losses, weights];
        });
        dispose({ ...batch });
        const values = (await Promise.all(results.map((each) => each.data()))) as Float32Array[];
        for (const each of results) each.dispose();
        const [logits, losses, weights] = values as [Float32Array, Float32Array, Float32Array];
        scores.set(logits, (indices[0] as number) * labels);
        loss += total(losses);
        weight += total(weights);
      }
      const precision = meanAveragePrecision(scores, graphs.labels, labels);
      return { loss: loss / weight, mean_average_precision: precision ?? 0 };
    },
    dispose() {},
  };
}

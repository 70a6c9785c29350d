import type { ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import { addBias } from "@steepest/tensors/operations/addBias.ts";
import { reshape, slice, sum, type Tensor, type Tensor1D } from "@tensorflow/tfjs";
import { activation } from "../layers/activation.ts";
import { dense, denseSpecs } from "../layers/dense.ts";
import { denseOfParts, type InputPart } from "../layers/denseOfParts.ts";
import { dropout } from "../layers/dropout.ts";
import { gatherRows } from "../layers/gatherRows.ts";
import { layerNorm, layerNormSpecs } from "../layers/layerNorm.ts";
import type { Scope } from "../layers/scope.ts";
import { sumRows } from "../layers/sumRows.ts";
import type { GraphBatch, GraphModel } from "../tasks/graphLabels.ts";
import type { Features, GraphNetworkConfig } from "./config.ts";

/** AlgoPerf's LayerNorm. */
const epsilon = 1e-6;

/** The graphs with labels: all but the one that fills the room. */
const graphCount = ({ labels }: GraphBatch) => labels.shape[0] as number;

/** A batch of graphs on its way through the network: [nodes, ·], [edges, ·] and [graphs, ·]; globals are null while they are 0. */
interface State {
  readonly nodes: Tensor;
  readonly edges: Tensor;
  readonly globals: Tensor | null;
}

/**
 * AlgoPerf's graph network (its algorithm: Battaglia et al. 2018, arXiv 1806.01261, with sums over the edges that a node sends and over those that it
 * receives). Every step updates all edges, then all nodes, then each graph's globals, by a perceptron each; the last globals become the logits.
 */
export function graphNetwork(config: GraphNetworkConfig): GraphModel {
  const { width, hidden, steps, outputs, initialGlobals } = config;
  const last = hidden.at(-1) as number;
  const names = Array.from({ length: steps }, (_, at) => `step${at}`);
  /** Widths of nodes and edges, and of globals, as step `at` finds them. */
  const before = (at: number) =>
    at === 0 ? { own: width, globals: initialGlobals } : { own: last, globals: last };

  const perceptronSpecs = (name: string, inputs: number) =>
    hidden.flatMap((units, at) => [
      ...denseSpecs(`${name}${at}`, at === 0 ? inputs : (hidden[at - 1] as number), units),
      ...layerNormSpecs(`${name}${at}.norm`, units),
    ]);
  const stepSpecs = (name: string, at: number) => {
    const { own, globals } = before(at);
    return [
      ...perceptronSpecs(`${name}.edges`, 3 * own + globals),
      ...perceptronSpecs(`${name}.nodes`, own + 2 * last + globals),
      ...perceptronSpecs(`${name}.globals`, 2 * last + globals),
    ];
  };

  const perceptron = (scope: Scope, name: string, parts: readonly InputPart[]): Tensor => {
    const finish = (at: number, y: Tensor) => {
      const normed = layerNorm(scope, `${name}${at}.norm`, y, epsilon);
      return dropout(scope, `${name}${at}`, activation(config.activation, normed), config.dropoutRate);
    };
    const first = finish(0, denseOfParts(scope, `${name}0`, parts));
    return hidden.slice(1).reduce((y, _, at) => finish(at + 1, dense(scope, `${name}${at + 1}`, y)), first);
  };

  const step = (scope: Scope, name: string, at: number, batch: GraphBatch, state: State): State => {
    const { own, globals: globalWidth } = before(at);
    const { nodes, globals } = state;
    const { senders, receivers, nodeGraphs, edgeGraphs } = batch;
    const globalsOf = (rows: Tensor1D): InputPart => ({ width: globalWidth, x: globals, rows });
    const edges = perceptron(scope, `${name}.edges`, [
      { width: own, x: state.edges },
      { width: own, x: nodes, rows: senders },
      { width: own, x: nodes, rows: receivers },
      globalsOf(edgeGraphs),
    ]);
    const nodeCount = nodes.shape[0] as number;
    const newNodes = perceptron(scope, `${name}.nodes`, [
      { width: own, x: nodes },
      { width: last, x: sumRows(edges, senders, nodeCount) },
      { width: last, x: sumRows(edges, receivers, nodeCount) },
      globalsOf(nodeGraphs),
    ]);
    const graphs = graphCount(batch) + 1;
    const newGlobals = perceptron(scope, `${name}.globals`, [
      { width: last, x: sumRows(newNodes, nodeGraphs, graphs) },
      { width: last, x: sumRows(edges, edgeGraphs, graphs) },
      { width: globalWidth, x: globals },
    ]);
    return { nodes: newNodes, edges, globals: newGlobals };
  };

  return {
    parameterSpecs: [
      ...embedderSpecs("nodes", config.nodes, width),
      ...embedderSpecs("edges", config.edges, width),
      ...names.flatMap(stepSpecs),
      ...denseSpecs("output", last, outputs, { kind: "output_weight" }),
    ],
    modelStateSpecs: [],
    takesFeedback: true,
    apply(scope, batch) {
      const start: State = {
        nodes: embed(scope, "nodes", config.nodes, batch.nodes),
        edges: embed(scope, "edges", config.edges, batch.edges),
        globals: null,
      };
      const end = names.reduce((state, name, at) => step(scope, name, at, batch, state), start);
      const globals = slice(end.globals as Tensor, [0, 0], [graphCount(batch), last]);
      return dense(scope, "output", globals);
    },
  };
}

/** A dense layer; for features that are indices, the rows of a table summed: the same layer on their one-hot encoding. */
function embedderSpecs(name: string, features: Features, width: number): readonly ParameterSpec[] {
  if (features.type === "numbers") return denseSpecs(name, features.count, width);
  return denseSpecs(name, features.size, width, {
    kind: "embedding",
    // Variance 1 of a sum of `count` rows.
    initializer: { type: "normal", standardDeviation: 1 / Math.sqrt(features.count) },
  });
}

function embed(scope: Scope, name: string, features: Features, x: Tensor): Tensor {
  if (features.type === "numbers") return dense(scope, name, x);
  const rows = gatherRows(scope.parameter(`${name}.weight`), reshape(x, [-1]) as Tensor1D);
  const summed = sum(reshape(rows, [-1, features.count, rows.shape[1] as number]), 1);
  return addBias(summed, scope.parameter(`${name}.bias`));
}

import { keyFromSeed } from "@steepest/base/random/key.ts";
import { uniform } from "@steepest/base/random/uniform.ts";
import type { ForwardOptions } from "@steepest/core/workload/workload.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { dispose, grads, sum, type Tensor, tidy, zeros } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { meanAveragePrecision } from "../metrics/meanAveragePrecision.ts";
import { evalOptions } from "../tasks/evalOptions.ts";
import { graphLabels } from "../tasks/graphLabels.ts";
import { type LabelledGraphs, unknownLabel } from "../tasks/labelledGraphs.ts";
import models from "../testing/algoperfModels.json" with { type: "json" };
import { initialize } from "../testing/initialize.ts";
import { overfit } from "../testing/overfit.ts";
import { rearranged } from "../testing/rearranged.ts";
import { torchShapes } from "../testing/torchShapes.ts";
import { trainingOptions } from "../testing/trainingOptions.ts";
import { configs, type GraphNetworkConfig, variants } from "./config.ts";
import { graphNetwork } from "./model.ts";

beforeAll(() => openBackend("wasm"));

/** A small one with every part of AlgoPerf's. */
const small: GraphNetworkConfig = {
  ...configs.standard,
  nodes: { type: "numbers", count: 3 },
  edges: { type: "numbers", count: 2 },
  outputs: 4,
  width: 8,
  hidden: [8],
  steps: 2,
  initialGlobals: 4,
};

/** Graph g has 2 + g % 3 nodes and as many edges: a ring. */
function rings({ nodes, edges, outputs }: GraphNetworkConfig, count: number): LabelledGraphs {
  const sizes = Array.from({ length: count }, (_, graph) => 2 + (graph % 3));
  const starts = Int32Array.from([0, ...sizes]).map((_, at) =>
    sizes.slice(0, at).reduce((total, each) => total + each, 0),
  );
  const total = starts.at(-1) as number;
  return {
    nodeStarts: starts,
    edgeStarts: starts,
    nodes: uniform(keyFromSeed(1), total * nodes.count),
    edges: uniform(keyFromSeed(2), total * edges.count),
    senders: Int32Array.from(sizes.flatMap((each) => Array.from({ length: each }, (_, at) => at))),
    receivers: Int32Array.from(
      sizes.flatMap((each) => Array.from({ length: each }, (_, at) => (at + 1) % each)),
    ),
    labels: Uint8Array.from(uniform(keyFromSeed(3), count * outputs), (u) => (u < 0.5 ? 1 : 0)),
  };
}

const load = (graphs: LabelledGraphs, model: ReturnType<typeof graphNetwork>) =>
  graphLabels({ model, data: { train: graphs, validation: graphs, test: graphs }, evaluationBatchSize: 3 });

/** Losses and weights of some graphs. */
function forward(
  graphs: LabelledGraphs,
  parameters: readonly Tensor[],
  indices: readonly number[],
  { model = graphNetwork(small), options = {} as Partial<ForwardOptions> } = {},
): { losses: number[]; weights: number[] } {
  const loaded = load(graphs, model);
  return tidy(() => {
    const batch = loaded.batch(Int32Array.from(indices), keyFromSeed(0));
    const result = loaded.forward(parameters, [], batch, { ...trainingOptions, ...options });
    return { losses: [...result.losses.dataSync()], weights: [...result.weights.dataSync()] };
  });
}

/** The gradient of the mean loss of some graphs. */
function gradient(graphs: LabelledGraphs, parameters: readonly Tensor[], indices: readonly number[]) {
  const loaded = load(graphs, graphNetwork(small));
  const batch = loaded.batch(Int32Array.from(indices), keyFromSeed(0));
  const slopes = grads((...at: Tensor[]) => {
    const { losses, weights } = loaded.forward(at, [], batch, trainingOptions);
    return sum(losses).div(sum(weights));
  })([...parameters]);
  const values = slopes.flatMap((each) => [...each.dataSync()]);
  dispose([slopes, Object.values(batch)]);
  return values;
}

const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);
const startMoved = () => initialize(graphNetwork(small), { moved: 0.1 }).parameters;

test("AlgoPerf's configuration has its parameters, shape by shape", () => {
  const { parameterSpecs } = graphNetwork(configs.algoperf);
  const expected = models.models.ogbg;
  expect(parameterSpecs.reduce((total, { shape }) => total + size(shape), 0)).toBe(expected.parameters);
  expect(parameterSpecs.length).toBe(expected.tensors);
  expect(torchShapes(parameterSpecs)).toEqual(expected.shapes);
});

test("AlgoPerf's configuration takes a step, which reaches all weights but those of the zeros that globals start as", () => {
  const model = graphNetwork(configs.algoperf);
  const loaded = load(rings(configs.algoperf, 2), model);
  const { parameters } = initialize(model);
  const batch = loaded.batch(Int32Array.of(0, 1), keyFromSeed(0));
  const gradients = grads((...at: Tensor[]) => sum(loaded.forward(at, [], batch, trainingOptions).losses))(
    parameters,
  );
  for (const each of gradients) expect(each.square().sum().dataSync()[0]).toBeGreaterThan(0);
  const first = model.parameterSpecs.findIndex(({ name }) => name === "step0.edges0.weight");
  const slopes = gradients[first]?.dataSync() as Float32Array;
  expect(slopes.length).toBe(896 * 256);
  expect(slopes.subarray(768 * 256).every((slope) => slope === 0)).toBe(true);
  dispose([parameters, gradients, Object.values(batch)]);
});

test("the loss is binary cross-entropy over the labels that are known", async () => {
  // All parameters 0 but the output's bias: the probability is 3/4 for every label.
  const parameters = graphNetwork(small).parameterSpecs.map(({ name, shape }) =>
    name === "output.bias" ? zeros([...shape]).add(Math.log(3)) : zeros([...shape]),
  );
  const labels = Uint8Array.of(1, 0, unknownLabel, 1, unknownLabel, unknownLabel, 0, 0);
  const graphs = { ...rings(small, 2), labels };
  const [yes, no] = [Math.log(4 / 3), Math.log(4)];
  const { losses, weights } = forward(graphs, parameters, [0, 1]);
  expect(weights).toEqual([3, 2]);
  expect(losses[0]).toBeCloseTo(2 * yes + no, 5);
  expect(losses[1]).toBeCloseTo(2 * no, 5);
  // AlgoPerf's smoothing by s: targets (1 − s) t + s / labels, here 0.85 and 0.05.
  const smoothed = forward(graphs, parameters, [0], { options: { labelSmoothing: 0.2 } });
  expect(smoothed.losses[0]).toBeCloseTo(2 * (0.85 * yes + 0.15 * no) + (0.05 * yes + 0.95 * no), 5);
  const { loss } = await load(graphs, graphNetwork(small)).evaluate(parameters, [], "validation");
  expect(loss).toBeCloseTo((2 * yes + 3 * no) / 5, 5);
  dispose(parameters);
});

test("evaluation ranks each label over all graphs of the split, whatever its batches", async () => {
  const graphs = rings(small, 10);
  const parameters = startMoved();
  const scores = Array.from({ length: 10 }, (_, graph) => logitsOf(graphs, parameters, graph)).flat();
  const { mean_average_precision } = await load(graphs, graphNetwork(small)).evaluate(
    parameters,
    [],
    "validation",
  );
  const expected = meanAveragePrecision(Float32Array.from(scores), graphs.labels, 4) as number;
  expect(mean_average_precision).toBeCloseTo(expected, 6);
  dispose(parameters);
});

/** A graph's logits, from its losses: ln(eᶻ + 1) for a label that it has not. */
const logitsOf = (graphs: LabelledGraphs, parameters: readonly Tensor[], graph: number): number[] =>
  Array.from({ length: 4 }, (_, label) => {
    const labels = graphs.labels.map(() => unknownLabel);
    labels[graph * 4 + label] = 0;
    const [loss = 0] = forward({ ...graphs, labels }, parameters, [graph]).losses;
    return Math.log(Math.expm1(loss));
  });

test("a graph that only pads the batch changes neither the others' losses nor the gradient", () => {
  const graphs = rings(small, 4);
  const parameters = startMoved();
  // Graphs 1 and 3 with unknown labels are padding.
  const labels = graphs.labels.map((label, at) => (Math.floor(at / 4) % 2 === 1 ? unknownLabel : label));
  const padded = { ...graphs, labels };
  const { losses, weights } = forward(padded, parameters, [0, 1, 2, 3]);
  const alone = forward(padded, parameters, [0, 2]);
  expect(weights).toEqual([4, 0, 4, 0]);
  expect([losses[1], losses[3]]).toEqual([0, 0]);
  [losses[0], losses[2]].forEach((loss, at) => {
    expect(loss).toBeCloseTo(alone.losses[at] as number, 5);
  });
  const expected = gradient(padded, parameters, [0, 2]);
  gradient(padded, parameters, [0, 1, 2, 3]).forEach((slope, at) => {
    expect(slope).toBeCloseTo(expected[at] as number, 5);
  });
  dispose(parameters);
});

test("numbering nodes and edges differently changes nothing", () => {
  const graphs = rings(small, 3);
  const parameters = startMoved();
  // Graph 2 is a ring of four: nodes backwards, edges rotated by one.
  const [from, to] = [graphs.nodeStarts[2] as number, graphs.nodeStarts[3] as number];
  const rows = (values: Float32Array, width: number, order: readonly number[]) => {
    const moved = values.slice();
    for (const [at, row] of order.entries()) {
      moved.set(values.subarray((from + row) * width, (from + row + 1) * width), (from + at) * width);
    }
    return moved;
  };
  const ends = (values: Int32Array) =>
    values.map((_, at) =>
      at < from || at >= to ? (values[at] as number) : 3 - (values[from + ((at - from + 1) % 4)] as number),
    );
  const renumbered = {
    ...graphs,
    nodes: rows(graphs.nodes as Float32Array, 3, [3, 2, 1, 0]),
    edges: rows(graphs.edges as Float32Array, 2, [1, 2, 3, 0]),
    senders: ends(graphs.senders),
    receivers: ends(graphs.receivers),
  };
  const [before] = forward(graphs, parameters, [2]).losses;
  const [after] = forward(renumbered, parameters, [2]).losses;
  expect(after).toBeCloseTo(before as number, 5);
  // The direction of edges does matter.
  const turned = { ...graphs, senders: graphs.receivers, receivers: graphs.senders };
  expect(forward(turned, parameters, [2]).losses[0]).not.toBeCloseTo(before as number, 5);
  dispose(parameters);
});

test("order and names of parameters do not matter", () => {
  const graphs = rings(small, 4);
  const model = graphNetwork(small);
  const parameters = startMoved();
  const other = forward(graphs, parameters.toReversed(), [0, 1, 2], { model: rearranged(model) });
  expect(other).toEqual(forward(graphs, parameters, [0, 1, 2]));
  dispose(parameters);
});

test("dropout acts in training only", () => {
  const graphs = rings(small, 4);
  const parameters = startMoved();
  const losses = (options: Partial<ForwardOptions>) =>
    forward(graphs, parameters, [0, 1], { options }).losses;
  expect(losses({ dropoutRate: 0.5 })).not.toEqual(losses({}));
  expect(losses({ ...evalOptions, dropoutRate: 0.5 })).toEqual(losses({}));
  dispose(parameters);
});

test.each([["standard", {}], ...Object.entries(variants)])("%s learns 16 graphs by heart", (_, patch) => {
  const { width: _width, hidden, ...rest } = patch as Partial<GraphNetworkConfig>;
  const config = { ...small, ...rest, width: 16, hidden: (hidden ?? [1]).map(() => 16) };
  const model = graphNetwork(config);
  const seen = overfit(model, load(rings(config, 16), model), { steps: 120, rate: 0.01 });
  expect(seen.at(-1)).toBeLessThan(0.03);
});

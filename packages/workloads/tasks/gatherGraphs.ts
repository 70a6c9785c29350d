import { tensor1d, tensor2d } from "@tensorflow/tfjs";
import type { GraphBatch } from "./graphLabels.ts";
import { type LabelledGraphs, labelsOf, unknownLabel } from "./labelledGraphs.ts";

/** The batch of the graphs `indices`, side by side. Nothing is padded, so a graph's result does not depend on the others. */
export function gatherGraphs(graphs: LabelledGraphs, indices: Int32Array): GraphBatch {
  const { nodeStarts, edgeStarts } = graphs;
  const nodeTotal = rowsOf(nodeStarts, indices);
  const edgeTotal = rowsOf(edgeStarts, indices);
  const nodes = featureRows(graphs.nodes, nodeStarts, nodeTotal);
  const edges = featureRows(graphs.edges, edgeStarts, edgeTotal);
  const [nodeGraphs, edgeGraphs] = [new Int32Array(nodeTotal), new Int32Array(edgeTotal)];
  const [senders, receivers] = [new Int32Array(edgeTotal), new Int32Array(edgeTotal)];
  let [nodeAt, edgeAt] = [0, 0];
  for (const [position, graph] of indices.entries()) {
    const [nodeStart, nodeEnd] = [nodeStarts[graph] as number, nodeStarts[graph + 1] as number];
    const [edgeStart, edgeEnd] = [edgeStarts[graph] as number, edgeStarts[graph + 1] as number];
    nodes.copy(nodeStart, nodeEnd, nodeAt);
    edges.copy(edgeStart, edgeEnd, edgeAt);
    nodeGraphs.fill(position, nodeAt, nodeAt + nodeEnd - nodeStart);
    edgeGraphs.fill(position, edgeAt, edgeAt + edgeEnd - edgeStart);
    for (let edge = edgeStart; edge < edgeEnd; edge++, edgeAt++) {
      senders[edgeAt] = nodeAt + (graphs.senders[edge] as number);
      receivers[edgeAt] = nodeAt + (graphs.receivers[edge] as number);
    }
    nodeAt += nodeEnd - nodeStart;
  }
  return {
    nodes: nodes.toTensor(),
    edges: edges.toTensor(),
    senders: tensor1d(senders, "int32"),
    receivers: tensor1d(receivers, "int32"),
    nodeGraphs: tensor1d(nodeGraphs, "int32"),
    edgeGraphs: tensor1d(edgeGraphs, "int32"),
    ...gatherLabels(graphs, indices),
  };
}

/** Nodes or edges of the graphs `indices` together. */
export const rowsOf = (starts: Int32Array, indices: Int32Array) =>
  indices.reduce((sum, graph) => sum + (starts[graph + 1] as number) - (starts[graph] as number), 0);

/** Rows of features to be filled from `values`, of which `starts` says how many rows there are. */
function featureRows(values: Float32Array | Int32Array, starts: Int32Array, rows: number) {
  const width = values.length / (starts.at(-1) as number);
  const integer = values instanceof Int32Array;
  const gathered = integer ? new Int32Array(rows * width) : new Float32Array(rows * width);
  return {
    copy: (start: number, end: number, to: number) =>
      gathered.set(values.subarray(start * width, end * width), to * width),
    toTensor: () => tensor2d(gathered, [rows, width], integer ? "int32" : "float32"),
  };
}

function gatherLabels(graphs: LabelledGraphs, indices: Int32Array): Pick<GraphBatch, "labels" | "known"> {
  const count = labelsOf(graphs);
  const labels = new Float32Array(indices.length * count);
  const known = new Float32Array(indices.length * count);
  for (const [position, graph] of indices.entries()) {
    for (let at = 0; at < count; at++) {
      const label = graphs.labels[graph * count + at] as number;
      if (label === unknownLabel) continue;
      labels[position * count + at] = label;
      known[position * count + at] = 1;
    }
  }
  const shape: [number, number] = [indices.length, count];
  return { labels: tensor2d(labels, shape), known: tensor2d(known, shape) };
}

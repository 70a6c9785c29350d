import { tensor1d, tensor2d } from "@tensorflow/tfjs";
import type { GraphBatch } from "./graphLabels.ts";
import { type LabelledGraphs, labelsOf, unknownLabel } from "./labelledGraphs.ts";

/**
 * The batch of the graphs `indices`, side by side. Behind them stands one graph more that is nobody's, of nodes and edges that fill the room: so batches
 * share shapes, and what was recorded for one is replayed for others. Nothing goes from it to the others.
 */
export function gatherGraphs(graphs: LabelledGraphs, indices: Int32Array): GraphBatch {
  const { nodeStarts, edgeStarts } = graphs;
  const room = graphRoom(graphs, indices);
  const nodes = featureRows(graphs.nodes, nodeStarts, room.nodes);
  const edges = featureRows(graphs.edges, edgeStarts, room.edges);
  const nodeGraphs = new Int32Array(room.nodes).fill(indices.length);
  const edgeGraphs = new Int32Array(room.edges).fill(indices.length);
  const [senders, receivers] = [new Int32Array(room.edges), new Int32Array(room.edges)];
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
  senders.fill(nodeAt, edgeAt);
  receivers.fill(nodeAt, edgeAt);
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

/** How many rows of nodes and of edges the batch of the graphs `indices` has: those of its graphs, and what fills the room, a node at least. */
export const graphRoom = ({ nodeStarts, edgeStarts }: LabelledGraphs, indices: Int32Array) => ({
  nodes: roomFor(rowsOf(nodeStarts, indices) + 1),
  edges: roomFor(Math.max(1, rowsOf(edgeStarts, indices))),
});

/** The next of eight steps between two powers of two: at most an eighth is room. */
function roomFor(rows: number): number {
  const step = 1 << Math.max(0, 28 - Math.clz32(rows - 1));
  return step * Math.ceil(rows / step);
}

/** Nodes or edges of the graphs `indices` together. */
const rowsOf = (starts: Int32Array, indices: Int32Array) =>
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

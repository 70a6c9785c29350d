import { UserError } from "@steepest/base/userError.ts";
import { type LabelledGraphs, unknownLabel } from "../tasks/labelledGraphs.ts";

/** Features of an atom, features of a bond and labels of a molecule in ogbg-molpcba. */
export const ogbgNodeFeatures = 9;
export const ogbgEdgeFeatures = 3;
export const ogbgLabels = 128;

/** The numbers of OGB's raw CSV files, row after row. */
export interface OgbgTables {
  /** Nodes and edges of every graph. */
  readonly nodeCounts: Float32Array;
  readonly edgeCounts: Float32Array;
  readonly nodeFeatures: Float32Array;
  readonly edgeFeatures: Float32Array;
  /** Two nodes an edge, counted within their graph. */
  readonly edges: Float32Array;
  /** NaN where a label is unknown. */
  readonly labels: Float32Array;
}

/** The graphs `indices` of OGB's tables. Every bond becomes an edge either way with the same features, first all one way, as in AlgoPerf. */
export function ogbgGraphs(tables: OgbgTables, indices: Float32Array | Int32Array): LabelledGraphs {
  checkTables(tables);
  const [nodeStarts, bondStarts] = [startsOf(tables.nodeCounts), startsOf(tables.edgeCounts)];
  const chosen = Array.from(indices);
  const starts = (counts: Float32Array, times: number) =>
    startsOf(chosen.map((graph) => times * (counts[graph] as number)));
  const newNodeStarts = starts(tables.nodeCounts, 1);
  const newEdgeStarts = starts(tables.edgeCounts, 2);
  const edgeTotal = newEdgeStarts.at(-1) as number;
  const nodes = new Float32Array((newNodeStarts.at(-1) as number) * ogbgNodeFeatures);
  const edges = new Float32Array(edgeTotal * ogbgEdgeFeatures);
  const [senders, receivers] = [new Int32Array(edgeTotal), new Int32Array(edgeTotal)];
  const labels = new Uint8Array(chosen.length * ogbgLabels);
  for (const [position, graph] of chosen.entries()) {
    const nodeRange = [nodeStarts[graph], nodeStarts[graph + 1]] as [number, number];
    const [from, to] = [bondStarts[graph], bondStarts[graph + 1]] as [number, number];
    const node = newNodeStarts[position] as number;
    nodes.set(rows(tables.nodeFeatures, nodeRange, ogbgNodeFeatures), node * ogbgNodeFeatures);
    const there = newEdgeStarts[position] as number;
    const back = there + to - from;
    const features = rows(tables.edgeFeatures, [from, to], ogbgEdgeFeatures);
    edges.set(features, there * ogbgEdgeFeatures);
    edges.set(features, back * ogbgEdgeFeatures);
    for (let bond = from; bond < to; bond++) {
      const [a, b] = [tables.edges[2 * bond], tables.edges[2 * bond + 1]] as [number, number];
      senders[there + bond - from] = receivers[back + bond - from] = a;
      receivers[there + bond - from] = senders[back + bond - from] = b;
    }
    for (let at = 0; at < ogbgLabels; at++) {
      const label = tables.labels[graph * ogbgLabels + at] as number;
      labels[position * ogbgLabels + at] = Number.isNaN(label) ? unknownLabel : label;
    }
  }
  return { nodeStarts: newNodeStarts, edgeStarts: newEdgeStarts, nodes, edges, senders, receivers, labels };
}

const rows = (values: Float32Array, [from, to]: [number, number], width: number) =>
  values.subarray(from * width, to * width);

function startsOf(counts: ArrayLike<number>): Int32Array {
  const starts = new Int32Array(counts.length + 1);
  for (let at = 0; at < counts.length; at++) {
    starts[at + 1] = (starts[at] as number) + (counts[at] as number);
  }
  return starts;
}

function checkTables(tables: OgbgTables): void {
  const graphs = tables.nodeCounts.length;
  const nodes = tables.nodeCounts.reduce((sum, count) => sum + count, 0);
  const bonds = tables.edgeCounts.reduce((sum, count) => sum + count, 0);
  const expected: readonly [keyof OgbgTables, number][] = [
    ["edgeCounts", graphs],
    ["nodeFeatures", nodes * ogbgNodeFeatures],
    ["edgeFeatures", bonds * ogbgEdgeFeatures],
    ["edges", bonds * 2],
    ["labels", graphs * ogbgLabels],
  ];
  for (const [name, count] of expected) {
    if (tables[name].length === count) continue;
    throw new UserError({
      code: "ogbg-format",
      what: `The tables of ogbg-molpcba do not fit together: ${name} has ${tables[name].length} numbers instead of ${count}.`,
      details: `There are ${graphs} graphs with ${nodes} nodes and ${bonds} edges.`,
      solution:
        "Give the folder of ogbg-molpcba as OGB publishes it, with all files of raw/ from one download.",
    });
  }
}

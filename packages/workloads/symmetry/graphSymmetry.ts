import { deriveKey } from "@steepest/base/random/key.ts";
import { permutation } from "@steepest/base/random/permutation.ts";
import type { GraphLabelsOptions } from "../tasks/graphLabels.ts";
import type { LabelledGraphs } from "../tasks/labelledGraphs.ts";
import { rearranged } from "./arrangement.ts";
import { drawIds, type IdNames, renamed } from "./drawIds.ts";
import { mapSplits } from "./mapSplits.ts";
import type { DrawSymmetry } from "./symmetric.ts";

export interface GraphSymmetry {
  /** Rows of the tables that nodes and edges are looked up in. */
  readonly nodeRows: number;
  readonly edgeRows: number;
  readonly labels: number;
}

/** What nodes and edges are looked up by changes names, labels change places. */
export const graphSymmetry =
  ({ nodeRows, edgeRows, labels: labelCount }: GraphSymmetry): DrawSymmetry<GraphLabelsOptions> =>
  (options, key) => {
    const nodeNames = drawIds(deriveKey(key, "nodes"), nodeRows);
    const edgeNames = drawIds(deriveKey(key, "edges"), edgeRows);
    const sources = permutation(deriveKey(key, "labels"), labelCount);
    const change = ({ nodes, edges, labels, ...graphs }: LabelledGraphs): LabelledGraphs => ({
      ...graphs,
      nodes: indices(nodes, nodeNames),
      edges: indices(edges, edgeNames),
      labels: rearranged(labels, sources),
    });
    return { ...options, data: mapSplits(options.data, change) };
  };

function indices(features: Float32Array | Int32Array, names: IdNames): Int32Array {
  if (features instanceof Int32Array) return renamed(features, names);
  throw new Error("only indices have names that can change");
}

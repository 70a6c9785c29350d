import { edgeTable, syntaxTreeTable } from "../datasets/typescript_ast/features.ts";
import type { ActivationName } from "../layers/activation.ts";

/** What a node or an edge is described by: numbers, or indices into the rows of a table, which are summed. */
export type Features =
  | { readonly type: "numbers"; readonly count: number }
  | { readonly type: "indices"; readonly count: number; readonly size: number };

export interface GraphNetworkConfig {
  readonly nodes: Features;
  readonly edges: Features;
  /** Labels to predict. */
  readonly outputs: number;
  /** Of embedded nodes and edges. */
  readonly width: number;
  /** Widths of the layers of every perceptron. */
  readonly hidden: readonly number[];
  /** Rounds of message passing, each with weights of its own. */
  readonly steps: number;
  /** Globals start as so many zeros (AlgoPerf: as many as labels); the weights on them have no gradient. */
  readonly initialGlobals: number;
  readonly activation: ActivationName;
  /** After every layer. */
  readonly dropoutRate: number;
}

const standard: GraphNetworkConfig = {
  nodes: { type: "indices", count: syntaxTreeTable.perNode, size: syntaxTreeTable.rows },
  edges: { type: "indices", count: edgeTable.perEdge, size: edgeTable.rows },
  outputs: 68,
  width: 48,
  hidden: [48],
  steps: 1,
  initialGlobals: 0,
  activation: "relu",
  dropoutRate: 0,
};

/** AlgoPerf v0.6's graph network of ogbg-molpcba. */
const algoperf: GraphNetworkConfig = {
  nodes: { type: "numbers", count: 9 },
  edges: { type: "numbers", count: 3 },
  outputs: 128,
  width: 256,
  hidden: [256],
  steps: 5,
  initialGlobals: 128,
  activation: "relu",
  dropoutRate: 0.1,
};

export const configs = { standard, algoperf };

/** Held-out variants: AlgoPerf's three of ogbg, as patches of the standard configuration. */
export const variants: Readonly<Record<string, Partial<GraphNetworkConfig>>> = {
  gelu: { activation: "gelu" },
  silu: { activation: "silu" },
  model_size: { width: 24, hidden: [48, 48] },
};

/** A label of `LabelledGraphs.labels` that nobody knows: it counts neither in the loss nor in the metric. */
export const unknownLabel = 255;

/** Graphs, one after another. Node and edge features are numbers (Float32Array) or indices (Int32Array), as many for every node and every edge. */
export interface LabelledGraphs {
  /** Graph g has the nodes from nodeStarts[g] to before nodeStarts[g + 1]; its edges likewise. One longer than there are graphs. */
  readonly nodeStarts: Int32Array;
  readonly edgeStarts: Int32Array;
  readonly nodes: Float32Array | Int32Array;
  readonly edges: Float32Array | Int32Array;
  /** The ends of every edge, counted within its graph. */
  readonly senders: Int32Array;
  readonly receivers: Int32Array;
  /** Graph after graph 1, 0 or `unknownLabel`. */
  readonly labels: Uint8Array;
}

export const graphCount = (graphs: LabelledGraphs): number => graphs.nodeStarts.length - 1;

/** How many labels a graph has. */
export const labelsOf = (graphs: LabelledGraphs): number => graphs.labels.length / graphCount(graphs);

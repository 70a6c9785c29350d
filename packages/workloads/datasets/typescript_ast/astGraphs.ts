import type { LabelledGraphs } from "../../tasks/labelledGraphs.ts";
import { edgeFeature, slots, syntaxTreeTable } from "./features.ts";

/**
 * Syntax trees as a prepared file holds them. `nodeCounts` has one number a tree; the columns one a node, trees one after another, each in depth-first
 * order from its root.
 */
export interface SyntaxTrees {
  readonly nodeCounts: Uint16Array;
  readonly columns: Readonly<Record<(typeof treeColumns)[number], Uint16Array>>;
  /** [trees · labels], 1 or 0. */
  readonly labels: Uint16Array;
}

export const treeColumns = [
  /** Rows of the feature table: the node's kind and up to three words of an identifier (0: none). */
  "kind",
  "word0",
  "word1",
  "word2",
  /** The parent's place in the tree (the root's own: 0) and the place among its children. */
  "parent",
  "slot",
  /** Where the same identifier occurs next in the tree; 0 for none. */
  "nextUse",
] as const;

/** The bytes of a prepared file: 16-bit little-endian numbers, first how many trees and labels there are. */
export function writeTrees({ nodeCounts, columns, labels }: SyntaxTrees): Uint8Array {
  const header = [nodeCounts.length, labels.length / nodeCounts.length];
  const parts = [header, nodeCounts, ...treeColumns.map((name) => columns[name]), labels];
  const values = new Uint16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    values.set(part, at);
    at += part.length;
  }
  return new Uint8Array(values.buffer);
}

export function readTrees(bytes: Uint8Array): SyntaxTrees {
  const values = new Uint16Array(bytes.slice().buffer);
  const [trees = 0, labels = 0] = values;
  let at = 2;
  const take = (count: number) => {
    at += count;
    return values.subarray(at - count, at);
  };
  const nodeCounts = take(trees);
  const nodes = nodeCounts.reduce((sum, count) => sum + count, 0);
  const columns = Object.fromEntries(
    treeColumns.map((name) => [name, take(nodes)]),
  ) as SyntaxTrees["columns"];
  return { nodeCounts, columns, labels: take(trees * labels) };
}

/** Trees as graphs: an edge from every parent to its child and back, and from every use of an identifier to the next and back. */
export function astGraphs({ nodeCounts, columns, labels }: SyntaxTrees): LabelledGraphs {
  const { kind, word0, word1, word2, parent, slot, nextUse } = columns;
  const nodes = new Int32Array(kind.length * syntaxTreeTable.perNode);
  const nodeStarts = new Int32Array(nodeCounts.length + 1);
  const edgeStarts = new Int32Array(nodeCounts.length + 1);
  const [senders, receivers, edges]: [number[], number[], number[]] = [[], [], []];
  const connect = (from: number, to: number, forth: number, back: number, place: number) => {
    senders.push(from, to);
    receivers.push(to, from);
    edges.push(forth, place, back, place);
  };
  for (const [tree, count] of nodeCounts.entries()) {
    const start = nodeStarts[tree] as number;
    for (let node = 0; node < count; node++) {
      const at = start + node;
      nodes.set([kind[at], word0[at], word1[at], word2[at]] as number[], at * syntaxTreeTable.perNode);
      if (node > 0) {
        const place = edgeFeature.firstSlot + Math.min(slot[at] as number, slots - 1);
        connect(parent[at] as number, node, edgeFeature.child, edgeFeature.parent, place);
      }
      const next = nextUse[at] as number;
      if (next > 0) connect(node, next, edgeFeature.nextUse, edgeFeature.previousUse, edgeFeature.noSlot);
    }
    nodeStarts[tree + 1] = start + count;
    edgeStarts[tree + 1] = senders.length;
  }
  return {
    nodeStarts,
    edgeStarts,
    nodes,
    edges: Int32Array.from(edges),
    senders: Int32Array.from(senders),
    receivers: Int32Array.from(receivers),
    labels: Uint8Array.from(labels),
  };
}

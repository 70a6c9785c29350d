import type { ReadDataFile } from "@steepest/core/workload/workload.ts";
import { type TreeNode, treePanel } from "../../../node/samples/treePanel.ts";
import type { WorkloadSamples } from "../../../samples/workloadSamples.ts";
import { readTrees, type SyntaxTrees } from "../astGraphs.ts";

const shown = 6;
/** Trees of fewer or more nodes are not shown. */
const [fewestNodes, mostNodes] = [12, 24];

/** Small trees of the validation split that have names of several words and identifiers used again. */
export async function drawSamples(read: ReadDataFile): Promise<WorkloadSamples> {
  const trees = readTrees(await read("validation.bin"));
  const names = JSON.parse(new TextDecoder().decode(await read("names.json"))) as Names;
  const labelCount = names.labels.length;
  const labelsOf = (tree: number) =>
    names.labels.filter((_, label) => trees.labels[tree * labelCount + label] === 1);
  /** By their description, so that no two of the same shape and words are shown. */
  const candidates = new Map<string, number>();
  for (const [tree, count] of trees.nodeCounts.entries()) {
    if (count < fewestNodes || count > mostNodes || labelsOf(tree).length < 2) continue;
    const nodes = nodesOf(trees, tree, names);
    const description = describe(nodes);
    const reuses = nodes.some(({ next }) => next !== null);
    if (reuses && !candidates.has(description)) candidates.set(description, tree);
  }
  const chosen = [...candidates];
  return {
    note: "Functions of the validation split as the model sees them: the kind of every node of the syntax tree, and the known words of its identifier. Solid edges lead to children, dashed ones to the next use of the same identifier. The words below are what is to be guessed: those of the function’s name.",
    samples: Array.from({ length: shown }, (_, at) => {
      const [description, tree] = chosen[Math.floor((at * chosen.length) / shown)] as [string, number];
      return {
        label: labelsOf(tree).join(", "),
        panels: [treePanel(nodesOf(trees, tree, names), { caption: "", description })],
      };
    }),
  };
}

interface Names {
  readonly labels: readonly string[];
  readonly kinds: readonly string[];
  readonly words: readonly string[];
}

function nodesOf({ nodeCounts, columns }: SyntaxTrees, tree: number, names: Names): readonly TreeNode[] {
  const start = nodeCounts.subarray(0, tree).reduce((sum, count) => sum + count, 0);
  return Array.from({ length: nodeCounts[tree] as number }, (_, node) => {
    const of = (column: keyof typeof columns) => columns[column][start + node] as number;
    const words = [of("word0"), of("word1"), of("word2")]
      .filter((row) => row > 0)
      .map((row) => names.words[row - 1 - names.kinds.length]);
    return {
      label: names.kinds[of("kind") - 1] ?? "?",
      detail: words.length > 0 ? words.join(" ") : null,
      parent: of("parent"),
      next: of("nextUse") || null,
    };
  });
}

/** The tree in words: every node followed by its children in brackets. */
function describe(nodes: readonly TreeNode[]): string {
  const textOf = (at: number): string => {
    const { label, detail } = nodes[at] as TreeNode;
    const children = nodes.flatMap(({ parent }, child) =>
      child > 0 && parent === at ? [textOf(child)] : [],
    );
    const text = detail === null ? label : `${label} “${detail}”`;
    return children.length > 0 ? `${text} (${children.join(", ")})` : text;
  };
  return `A syntax tree of ${nodes.length} nodes: ${textOf(0)}.`;
}

import type { ReadDataFile } from "@steepest/core/workload/workload.ts";
import type { WorkloadSamples } from "../../../samples/workloadSamples.ts";
import { readTrees, type SyntaxTrees } from "../astGraphs.ts";

const shown = 4;
/** Trees of more nodes are not shown. */
const mostNodes = 30;

/** Small trees of the validation split as indented lists, with the words of their names. */
export async function drawSamples(read: ReadDataFile): Promise<WorkloadSamples> {
  const trees = readTrees(await read("validation.bin"));
  const names = JSON.parse(new TextDecoder().decode(await read("names.json"))) as Names;
  const labelCount = names.labels.length;
  const labelsOf = (tree: number) =>
    names.labels.filter((_, label) => trees.labels[tree * labelCount + label] === 1);
  const candidates = Array.from(trees.nodeCounts.keys()).filter(
    (tree) => (trees.nodeCounts[tree] as number) <= mostNodes && labelsOf(tree).length > 1,
  );
  return {
    note: "Functions of the validation split as the model sees them: every node's kind of syntax and the known words of its identifier, its children indented below it. Their names' words are what is to be guessed.",
    samples: Array.from({ length: shown }, (_, at) => {
      const tree = candidates[Math.floor((at * candidates.length) / shown)] as number;
      return {
        label: labelsOf(tree).join(", "),
        panels: [{ type: "text", caption: "syntax tree", text: textOf(trees, tree, names) }],
      };
    }),
  };
}

interface Names {
  readonly labels: readonly string[];
  readonly kinds: readonly string[];
  readonly words: readonly string[];
}

/** One line a node: indented by its depth, its kind, and its words in brackets. */
function textOf({ nodeCounts, columns }: SyntaxTrees, tree: number, names: Names): string {
  const start = nodeCounts.subarray(0, tree).reduce((sum, count) => sum + count, 0);
  const depths: number[] = [];
  const lines = Array.from({ length: nodeCounts[tree] as number }, (_, node) => {
    const of = (column: keyof typeof columns) => columns[column][start + node] as number;
    const depth = node === 0 ? 0 : (depths[of("parent")] as number) + 1;
    depths.push(depth);
    const words = [of("word0"), of("word1"), of("word2")]
      .filter((row) => row > 0)
      .map((row) => names.words[row - 1 - names.kinds.length]);
    const kind = names.kinds[of("kind") - 1] ?? "?";
    return `${"  ".repeat(depth)}${kind}${words.length > 0 ? ` [${words.join(" ")}]` : ""}`;
  });
  return lines.join("\n");
}

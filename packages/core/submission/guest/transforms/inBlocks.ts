import { longest as aLength, checkedOptions } from "../checkedOptions.ts";
import { derivedContext } from "../fromTransform.ts";
import { concat, fromLeaves, leaf, leavesOf, relabelled, renumbered, slice } from "../operations/shapes.ts";
import { expectTransform, inOrder, type Placement, placed, placementsOf } from "../placement.ts";
import { type AsyncTransform, type Transform, type Transformed, whenDone } from "../transform.ts";
import type { Tree } from "../tree.ts";

/** An average of the blocks would be evaluated by nobody. */
const leavesSteps: Placement = { name: "inBlocks", takes: "final", gives: "directions" };

/** Places where a length is cut: 0, longest, 2 · longest, … */
const cuts = (length: number, longest: number): number[] =>
  Array.from({ length: Math.ceil(length / longest) }, (_, i) => i * longest);

function cutLeaf(tree: Tree, shape: readonly number[], longest: number): Tree[] {
  return shape.reduce<Tree[]>(
    (blocks, length, axis) =>
      blocks.flatMap((block) =>
        cuts(length, longest).map((from) => {
          const begin = shape.map((_, i) => (i === axis ? from : 0));
          const size = shape.map((_, i) => (i === axis ? Math.min(longest, length - from) : -1));
          return slice(block, begin, size);
        }),
      ),
    [tree],
  );
}

function joinLeaf(blocks: readonly Tree[], shape: readonly number[], longest: number): Tree {
  let parts = blocks;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const count = cuts(shape[axis] ?? 1, longest).length;
    const groups = Array.from({ length: parts.length / count }, (_, i) =>
      parts.slice(i * count, (i + 1) * count),
    );
    parts = count === 1 ? parts : groups.map((group) => concat(group, axis));
  }
  return parts[0] as Tree;
}

/**
 * A transform that sees every leaf with a side above `longest` as several: blocks of at most that length along each axis (Anil et al. 2020,
 * arXiv 2002.09018, §4). Shorter leaves stay whole.
 */
export function inBlocks<State>(transform: Transform<State>, longest?: number): Transform<State>;
export function inBlocks<State>(transform: AsyncTransform<State>, longest?: number): AsyncTransform<State>;
export function inBlocks<State>(
  transform: Transform<State> | AsyncTransform<State>,
  longest = 512,
): Transform<State> | AsyncTransform<State> {
  expectTransform("inBlocks: its first argument", transform);
  checkedOptions("inBlocks", { longest }, { longest: [aLength] });
  const isWhole = (tree: Tree) =>
    tree.leaves.every(({ shape }) => shape.every((length) => length <= longest));
  const cut = (tree: Tree): Tree => {
    if (isWhole(tree)) return tree;
    const blocks = leavesOf(tree).flatMap((one, place) =>
      cutLeaf(one, tree.leaves[place]?.shape ?? [], longest),
    );
    return renumbered(fromLeaves(blocks));
  };
  const join = (blocks: Tree, like: Tree): Tree => {
    if (isWhole(like)) return blocks;
    let from = 0;
    const joined = like.leaves.map(({ shape }) => {
      const count = shape.reduce((product, length) => product * cuts(length, longest).length, 1);
      from += count;
      const parts = Array.from({ length: count }, (_, i) => leaf(blocks, from - count + i));
      return joinLeaf(parts, shape, longest);
    });
    return relabelled(fromLeaves(joined), like, (_, place) => like.leaves[place]?.shape ?? []);
  };
  return placed(
    {
      init: (params) => transform.init(cut(params)),
      update(updates, state, ctx) {
        const context = derivedContext(ctx, { params: cut(ctx.params) });
        // Whether it is a promise is what the signatures above say.
        return whenDone(transform.update(cut(updates), state, context), (result) => ({
          updates: join(result.updates, updates),
          state: result.state,
        })) as Transformed<State>;
      },
    },
    ...inOrder("inBlocks", [...placementsOf(transform), leavesSteps]),
  );
}

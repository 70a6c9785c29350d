import {
  type AsyncTransform,
  type LeafInfo,
  reshapeLeaves,
  reshapeLike,
  type Tree,
  transpose,
} from "steepest";

type ShapeOf = Parameters<typeof reshapeLeaves>[1];

const product = (lengths: readonly number[]): number => lengths.reduce((all, length) => all * length, 1);

/** Sides in a row become one as long as their product is at most `longest`; a lone one stands beside a side of length 1. */
export function mergedShape(shape: readonly number[], longest: number): readonly number[] {
  const merged: number[] = [];
  let run = 1;
  for (const length of shape) {
    if (run * length <= longest) {
      run *= length;
    } else if (run > 1) {
      merged.push(run);
      run = length;
    } else {
      merged.push(length);
    }
  }
  if (run > 1) merged.push(run);
  return [...Array(Math.max(0, 2 - merged.length)).fill(1), ...merged];
}

/** Of a leaf […, in, out]: [out, in, …], in which order the authors' code merges sides. */
const outFirst = (shape: readonly number[]): readonly number[] => [
  ...shape.slice(-2).reverse(),
  ...shape.slice(0, -2),
];

/** A transform of leaves with two and more sides that sees them with sides merged. */
export function withMergedSides<State>(inner: AsyncTransform<State>, longest: number): AsyncTransform<State> {
  /** [others, in, out] of […, in, out]. */
  const shapesOf = (like: Tree) =>
    like.leaves.map(
      ({ shape }) => [product(shape.slice(0, -2)), shape.at(-2) ?? 1, shape.at(-1) ?? 1] as const,
    );
  const turned = (tree: Tree, first: ShapeOf, second: ShapeOf) =>
    transpose(reshapeLeaves(transpose(reshapeLeaves(tree, first)), second));
  const merged = (tree: Tree): Tree => {
    const shapes = shapesOf(tree);
    const outward = turned(
      tree,
      (_, place) => shapes[place] as readonly number[],
      ({ shape: [others = 1, out = 1, within = 1] }) => [others, out * within],
    );
    const { leaves } = tree;
    return reshapeLeaves(outward, (_, place) =>
      mergedShape(outFirst((leaves[place] as LeafInfo).shape), longest),
    );
  };
  const separated = (tree: Tree, like: Tree): Tree => {
    const shapes = shapesOf(like);
    const of = (place: number) => shapes[place] as (typeof shapes)[number];
    const inward = turned(
      tree,
      (_, place) => [of(place)[1] * of(place)[2], of(place)[0]],
      (_, place) => [of(place)[0], of(place)[2], of(place)[1]],
    );
    return reshapeLike(inward, like);
  };
  return {
    init: (params) => inner.init(merged(params)),
    async update(g, state, ctx) {
      const made = await inner.update(merged(g), state, ctx);
      return { updates: separated(made.updates, g), state: made.state };
    },
  };
}

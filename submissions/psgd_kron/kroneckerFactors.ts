import {
  type Axis,
  abs,
  add,
  axisGram,
  constant,
  div,
  fromLeaves,
  type LeafInfo,
  largest,
  leafMax,
  leafNorm,
  matmul,
  merge,
  mul,
  multiplyAxis,
  partition,
  relabelled,
  reshapeLeaves,
  solveTriangular,
  square,
  sub,
  sumAxis,
  type Tree,
  transpose,
  upperTriangle,
} from "steepest";

/** One factor Q of a Kronecker product for each leaf that has this axis: upper triangular [n, n] or, as a diagonal, [n]. */
export interface KroneckerAxis extends Axis {
  readonly isDiagonal: boolean;
}

/** Smallest positive number that no backend takes for zero. */
const tiny = 1e-37;

/** Every leaf as [before, axis, after], or as [before, axis] for the last axis. */
const unfolded = (tree: Tree, fromEnd: number): Tree =>
  reshapeLeaves(tree, ({ shape }) => {
    const product = (lengths: readonly number[]) => lengths.reduce((all, length) => all * length, 1);
    const [before, length] = [product(shape.slice(0, -fromEnd)), shape.at(-fromEnd) ?? 1];
    return fromEnd === 1 ? [before, length] : [before, length, product(shape.slice(1 - fromEnd))];
  });

/** The axes of a tree whose factors are triangular, and those whose factors are diagonal, by the leaves' places. */
export function kroneckerAxes(
  tree: Tree,
  isDiagonal: (leaf: LeafInfo, fromEnd: number) => boolean,
): KroneckerAxis[] {
  const rank = Math.max(0, ...tree.leaves.map(({ shape }) => shape.length));
  const axes = Array.from({ length: rank }, (_, place) => place + 1).flatMap((fromEnd) =>
    [false, true].map((diagonal) => {
      const chosen = tree.leaves.filter(
        (leaf) => leaf.shape.length >= fromEnd && isDiagonal(leaf, fromEnd) === diagonal,
      );
      const places = new Set(chosen.map(({ index }) => index));
      return { fromEnd, isDiagonal: diagonal, has: ({ index }: LeafInfo) => places.has(index), places };
    }),
  );
  return axes.filter(({ places }) => places.size > 0);
}

/** Every factor the identity, scaled so that the product of a leaf's factors is `scale` times the identity. */
export const identityFactors = (tree: Tree, axes: readonly KroneckerAxis[], scale: number): Tree[] =>
  axes.map(({ fromEnd, has, isDiagonal }) => {
    const { selected } = partition(tree, has);
    const made = selected.leaves.map(({ shape }) => {
      const n = shape.at(-fromEnd) ?? 1;
      const value = scale ** (1 / shape.length);
      if (isDiagonal) return constant(new Float32Array(n).fill(value), [n]);
      const values = new Float32Array(n * n);
      for (let i = 0; i < n; i++) values[i * n + i] = value;
      return constant(values, [n, n]);
    });
    const identity = fromLeaves(made);
    const shapes = identity.leaves.map(({ shape }) => shape);
    return relabelled(identity, selected, (_, place) => shapes[place] ?? []);
  });

/** x with op applied to a diagonal factor along its axis. */
function alongDiagonal(x: Tree, axis: KroneckerAxis, factor: Tree, apply: (x: Tree, q: Tree) => Tree): Tree {
  const { selected, rest } = partition(x, axis.has);
  const ones = Array.from({ length: axis.fromEnd - 1 }, () => 1);
  return merge(
    apply(
      selected,
      reshapeLeaves(factor, ({ shape }) => [...shape, ...ones]),
    ),
    rest,
  );
}

/** Q x along every axis, or Qᵀ x. */
export const applyFactors = (
  x: Tree,
  axes: readonly KroneckerAxis[],
  factors: readonly Tree[],
  options: { readonly transposed?: boolean } = {},
): Tree =>
  axes.reduce((product, axis, i) => {
    const factor = factors[i] as Tree;
    if (axis.isDiagonal) return alongDiagonal(product, axis, factor, mul);
    return multiplyAxis(product, axis, factor, { transpose: !options.transposed });
  }, x);

/** Q⁻ᵀ x along every axis. */
export async function divideByFactors(
  x: Tree,
  axes: readonly KroneckerAxis[],
  factors: readonly Tree[],
): Promise<Tree> {
  let quotient = x;
  for (const [i, axis] of axes.entries()) {
    const factor = factors[i] as Tree;
    if (axis.isDiagonal) {
      quotient = alongDiagonal(quotient, axis, factor, div);
      continue;
    }
    const { selected, rest } = partition(quotient, axis.has);
    const folded = unfolded(selected, axis.fromEnd);
    const turn = (tree: Tree) => (axis.fromEnd === 1 ? transpose(tree) : tree);
    const solved = turn(await solveTriangular(factor, turn(folded), { transpose: true }));
    const { leaves } = selected;
    quotient = merge(
      relabelled(solved, selected, (_, place) => leaves[place]?.shape ?? []),
      rest,
    );
  }
  return quotient;
}

/** Σ over all other axes of x², for each leaf that has this one: [n]. */
function axisSquares(x: Tree, axis: KroneckerAxis): Tree {
  const folded = square(unfolded(partition(x, axis.has).selected, axis.fromEnd));
  const before = sumAxis(folded, 0);
  const sums = axis.fromEnd === 1 ? before : sumAxis(before, 2);
  return reshapeLeaves(sums, ({ shape }) => [shape[1] ?? 1]);
}

/** A lower bound of a symmetric matrix' spectral norm: one power iteration from its longest column (Li 2022, psgd_torch). */
function normBound(matrix: Tree): Tree {
  const top = leafMax(abs(matrix));
  const scaled = div(matrix, add(top, tiny));
  const longest = largest(sumAxis(square(scaled), 0), 1);
  const column = sumAxis(mul(scaled, longest), 1);
  const row = matmul(column, scaled, { transposeLeft: true });
  const unit = div(row, add(leafNorm(row), tiny));
  return mul(leafNorm(matmul(unit, scaled, { transposeRight: true })), top);
}

/**
 * One step of PSGD for the factors from the pair (a, b) = (Q g, Q⁻ᵀ v): Q ← Q − μ·triu(aaᵀ − bbᵀ)Q/‖aaᵀ + bbᵀ‖, axis by axis; a diagonal
 * by its elements and their largest.
 */
export const updateFactors = (
  axes: readonly KroneckerAxis[],
  factors: readonly Tree[],
  [a, b]: readonly [Tree, Tree],
  learningRate: number,
): Tree[] =>
  axes.map((axis, i) => {
    const factor = factors[i] as Tree;
    const moment = axis.isDiagonal ? axisSquares : axisGram;
    const [mine, other] = [moment(a, axis), moment(b, axis)];
    const [difference, total] = [sub(mine, other), add(mine, other)];
    const change = axis.isDiagonal ? mul(difference, factor) : matmul(upperTriangle(difference), factor);
    const norm = axis.isDiagonal ? leafMax(abs(total)) : normBound(total);
    return sub(factor, div(mul(change, learningRate), add(norm, tiny)));
  });

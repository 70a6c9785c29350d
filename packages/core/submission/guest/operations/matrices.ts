import { checked, host } from "../host.ts";
import { type MatrixFunction, matrixFunctions } from "../operationNames.ts";
import { handleOf, type LeafInfo, type Tree, treeOf } from "../tree.ts";
import { add, addScaled, div, mul } from "./elementwise.ts";
import { leafNorm, sumAxis } from "./reductions.ts";
import {
  constant,
  fromLeaves,
  matmul,
  merge,
  partition,
  relabelled,
  reshapeLeaves,
  reshapeLike,
  transpose,
} from "./shapes.ts";

/** Handle of the first result; the other results are the handles after it. */
const call = async (name: MatrixFunction, tree: Tree, other: Tree = tree, first = 0, second = 0) =>
  checked(
    await host.matrixFunction(
      matrixFunctions.indexOf(name),
      checked(handleOf(tree)),
      checked(handleOf(other)),
      first,
      second,
    ),
  );

/**
 * Eigenvalues [n] (ascending) and eigenvectors (columns of [n, n]) of every leaf, a symmetric matrix of which the lower triangle is read. Each
 * vector has length 1 and a positive largest element. In float64, rounded once.
 */
export async function eigh(tree: Tree): Promise<{ readonly values: Tree; readonly vectors: Tree }> {
  const first = await call("eigh", tree);
  return { values: treeOf(first), vectors: treeOf(first + 1) };
}

/** A = QR of every leaf [m, n]: Q [m, k], R [k, n], k = min(m, n), with LAPACK's signs. In float64, rounded once. */
export async function qr(tree: Tree): Promise<{ readonly q: Tree; readonly r: Tree }> {
  const first = await call("qr", tree);
  return { q: treeOf(first), r: treeOf(first + 1) };
}

/** A = U diag(s) Vᵀ of every leaf [m, n]: U [m, k], s [k] descending, V [n, k], k = min(m, n). In float64, rounded once. */
export async function svd(tree: Tree): Promise<{ readonly u: Tree; readonly s: Tree; readonly v: Tree }> {
  const first = await call("svd", tree);
  return { u: treeOf(first), s: treeOf(first + 1), v: treeOf(first + 2) };
}

/**
 * (A + εI)^exponent of every leaf, a symmetric positive semidefinite matrix: −1/4 is the inverse fourth root. `exponent` is a number, or a tree
 * of one scalar for each leaf. Where the smallest eigenvalue
 * is negative (by rounding) all are first shifted so that it is 0. In float64, rounded once.
 */
export async function symmetricPower(
  tree: Tree,
  exponent: number | Tree,
  options: { readonly epsilon?: number } = {},
): Promise<Tree> {
  const { epsilon = 0 } = options;
  if (typeof exponent === "number")
    return treeOf(await call("symmetricPower", tree, tree, epsilon, exponent));
  return treeOf(await call("symmetricPower", tree, exponent, epsilon, Number.NaN));
}

/**
 * X of T X = B (with `transpose`: Tᵀ X = B), leaf by leaf, for triangular T [n, n] and B [n, m] or [k, n, m]; T is upper unless `lower`. Its
 * other triangle is not read. In float64, rounded once.
 */
export async function solveTriangular(
  triangle: Tree,
  right: Tree,
  options: { readonly lower?: boolean; readonly transpose?: boolean } = {},
): Promise<Tree> {
  const flags = (options.lower ? 1 : 0) + (options.transpose ? 2 : 0);
  return treeOf(await call("solveTriangular", triangle, right, flags));
}

/** One axis, counted from the end, of the leaves that have it. */
export interface Axis {
  /** 1 for the last. */
  readonly fromEnd: number;
  readonly has: (leaf: LeafInfo) => boolean;
}

/** The axes of a tree's leaves, last first, up to the given length: the sides that a Kronecker-factored preconditioner works on. */
export function axesOf(
  tree: Tree,
  longest = Number.POSITIVE_INFINITY,
  only: (leaf: LeafInfo) => boolean = () => true,
): Axis[] {
  const rank = Math.max(0, ...tree.leaves.map(({ shape }) => shape.length));
  const axes = Array.from({ length: rank }, (_, place): Axis => {
    const fromEnd = place + 1;
    return { fromEnd, has: (leaf) => (leaf.shape.at(-fromEnd) ?? Number.NaN) <= longest && only(leaf) };
  });
  return axes.filter(({ has }) => tree.leaves.some(has));
}

/** Every leaf as [before, axis, after], or as [before, axis] for the last axis. */
const unfolded = (tree: Tree, fromEnd: number): Tree =>
  reshapeLeaves(tree, ({ shape }) => {
    const product = (lengths: readonly number[]) => lengths.reduce((all, length) => all * length, 1);
    const [before, length] = [product(shape.slice(0, -fromEnd)), shape.at(-fromEnd) ?? 1];
    return fromEnd === 1 ? [before, length] : [before, length, product(shape.slice(1 - fromEnd))];
  });

/** Σ x ⊗ y over all other axes, for each leaf that has this one: [n, n]. With y = x the Gram matrix G Gᵀ of a weight's side. */
export function axisGram(x: Tree, axis: Axis, y: Tree = x): Tree {
  const part = (tree: Tree) => unfolded(partition(tree, axis.has).selected, axis.fromEnd);
  const left = part(x);
  const right = y === x ? left : part(y);
  if (axis.fromEnd === 1) return matmul(left, right, { transposeLeft: true });
  const grams = sumAxis(matmul(left, right, { transposeRight: true }), 0);
  return reshapeLeaves(grams, ({ shape }) => shape.slice(1));
}

/**
 * Σₙ x[…n…] m[n, k] along this axis, with one matrix for each leaf that has it; `transpose` takes m[k, n]. The other leaves pass.
 * For a weight W [in, out]: W·M along the last axis, Mᵀ·W along the one before.
 */
export function multiplyAxis(
  x: Tree,
  axis: Axis,
  matrices: Tree,
  options: { transpose?: boolean } = {},
): Tree {
  const { selected, rest } = partition(x, axis.has);
  const folded = unfolded(selected, axis.fromEnd);
  const transpose = options.transpose ?? false;
  const product =
    axis.fromEnd === 1
      ? matmul(folded, matrices, { transposeRight: transpose })
      : matmul(matrices, folded, { transposeLeft: !transpose });
  const { leaves } = selected;
  const shaped = relabelled(product, selected, ({ shape: made }, place) => {
    const shape = [...(leaves[place]?.shape ?? [])];
    shape[shape.length - axis.fromEnd] = made.at(axis.fromEnd === 1 ? -1 : -2) ?? 1;
    return shape;
  });
  return merge(shaped, rest);
}

/** The quintic's coefficients: steepest at 0 of those that keep singular values in about [0.7, 1.2] (Jordan et al. 2024, "Muon"). */
const [a, b, c] = [3.4445, -4.775, 2.0315];

/**
 * Every leaf, a matrix UΣVᵀ, with its singular values brought near 1 by Newton–Schulz iterations: X ← M/(‖M‖ + ε), then
 * X ← aX + X(bA + cA²) with A = XᵀX of the shorter side.
 */
export function orthogonalize(tree: Tree, { steps = 5, eps = 1e-7 } = {}): Tree {
  const wide = new Set(tree.leaves.filter(({ shape: [m = 0, n = 0] }) => m < n).map(({ index }) => index));
  const upright = (turned: Tree): Tree => {
    if (wide.size === 0) return turned;
    const { selected, rest } = partition(turned, ({ index }) => wide.has(index));
    return merge(transpose(selected), rest);
  };
  let x = upright(div(tree, add(leafNorm(tree), eps)));
  for (let step = 0; step < steps; step++) {
    const gram = matmul(x, x, { transposeLeft: true });
    const polynomial = add(mul(gram, b), mul(matmul(gram, gram), c));
    x = addScaled(matmul(x, polynomial), x, a);
  }
  return upright(x);
}

const bases = new Map<number, Float32Array>();

/** The orthonormal DCT-II of n numbers as a matrix: row k holds √(2/n) cos(π(j + ½)k/n), √(1/n) for k = 0. */
function cosineBasis(n: number): Float32Array {
  const known = bases.get(n);
  if (known) return known;
  const basis = new Float32Array(n * n);
  for (let at = 0; at < n * n; at++) {
    const [k, j] = [Math.floor(at / n), at % n];
    basis[at] = Math.sqrt((k === 0 ? 1 : 2) / n) * Math.cos((Math.PI * (j + 0.5) * k) / n);
  }
  bases.set(n, basis);
  return basis;
}

/** The largest divisor of a length that is not above `most`. */
function chunkOf(length: number, most: number): number {
  for (let chunk = Math.min(length, most); chunk > 1; chunk--) if (length % chunk === 0) return chunk;
  return 1;
}

/**
 * Cuts every leaf, a matrix, into blocks of at most `most` × `most` that fill it evenly, and takes each block's orthonormal two-dimensional
 * cosine transform (DCT-II). `forward` gives a leaf of shape [blocks, elements of a block]; `inverse` puts such a tree together again.
 */
export function blockCosines(like: Tree, most: number) {
  const blocks = like.leaves.map(({ shape: [rows = 1, columns = 1] }) => ({
    rows,
    columns,
    height: chunkOf(rows, most),
    width: chunkOf(columns, most),
  }));
  const shaped = (tree: Tree, shapeOf: (block: (typeof blocks)[number]) => readonly number[]): Tree =>
    reshapeLeaves(tree, (_, place) => shapeOf(blocks[place] as (typeof blocks)[number]));
  const uploaded = new Map<number, Tree>();
  const basisOf = (n: number): Tree => {
    const basis = uploaded.get(n) ?? constant(cosineBasis(n), [n, n]);
    uploaded.set(n, basis);
    return basis;
  };
  const down = fromLeaves(blocks.map(({ height }) => basisOf(height)));
  const across = fromLeaves(blocks.map(({ width }) => basisOf(width)));
  const inRows = (tree: Tree) =>
    shaped(tree, ({ rows, columns, width }) => [(rows * columns) / width, width]);
  const inColumns = (tree: Tree) =>
    shaped(tree, ({ rows, columns, height }) => [(rows / height) * columns, height]);
  return {
    forward(tree: Tree): Tree {
      const rows = matmul(inRows(tree), across, { transposeRight: true });
      const turned = transpose(shaped(rows, ({ rows: r, columns, height }) => [r / height, height, columns]));
      const both = matmul(inColumns(turned), down, { transposeRight: true });
      return shaped(both, ({ rows: r, columns, height, width }) => [
        (r / height) * (columns / width),
        height * width,
      ]);
    },
    inverse(tree: Tree): Tree {
      const columns = matmul(inColumns(tree), down);
      const turned = transpose(shaped(columns, ({ rows: r, columns: c, height }) => [r / height, c, height]));
      return reshapeLike(matmul(inRows(turned), across), like);
    },
  };
}

import { checked, host } from "../host.ts";
import { type MatrixFunction, matrixFunctions } from "../operationNames.ts";
import { handleOf, type Tree, treeOf } from "../tree.ts";

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

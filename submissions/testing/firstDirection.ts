import { matrixOf, timesTransposed } from "@steepest/core/sandbox/linearAlgebra/matrix.ts";
import { singularValues } from "@steepest/core/sandbox/linearAlgebra/singularValues.ts";
import type { AnalyticLoss } from "./analyticProblem.ts";
import { trainOn } from "./trainOn.ts";

/** A loss with the same gradient everywhere, on matrices that start at 0. */
export const slope = (shapes: readonly (readonly number[])[], gradient: readonly number[]): AnalyticLoss => ({
  parameters: shapes.map((shape) => ({
    shape,
    start: new Array(shape.reduce((product, length) => product * length, 1)).fill(0),
  })),
  at: () => ({ loss: 0, gradient: [...gradient] }),
});
/** Of a matrix of 12 elements. */
export const gradient = [3, -1, 0.5, 2, 0.25, -4, 1, 1, -2, 0.75, 5, -3];
/** Of long computations in steps, which are not long here. */
export const pause = () => {};

/** −(p₁ − p₀)/η: the direction of the first step. */
export async function firstDirection(
  submission: string,
  loss: AnalyticLoss,
  point: Record<string, number | string | boolean>,
) {
  const { path } = await trainOn(submission, loss, { steps: 1, point: { lr: 1, ...point } });
  return (path[1] ?? []).map((value, i) => (path[0]?.[i] ?? 0) - value);
}

/** UVᵀ of a matrix. */
export function polarFactor(values: readonly number[], rows: number, columns: number): number[] {
  const { u, v } = singularValues(matrixOf(values, rows, columns), pause);
  return [...timesTransposed(u, v, pause).values];
}

/** Complex numbers on a grid, row by row: an image or its k-space. */
export interface ComplexImage {
  readonly rows: number;
  readonly columns: number;
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

/** An image without phase. */
export const fromMagnitude = (magnitude: ArrayLike<number>, rows: number, columns: number): ComplexImage => ({
  rows,
  columns,
  real: Float64Array.from(magnitude),
  imaginary: new Float64Array(rows * columns),
});

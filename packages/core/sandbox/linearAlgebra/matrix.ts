/** A dense matrix in float64, row by row. Only + − × ÷ √ are used on it, which IEEE 754 rounds alike on every machine. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/** Called between the columns and sweeps of a long computation; throws when the time for it is over. */
export type Pause = () => void;

export const matrixOf = (values: ArrayLike<number>, rows: number, columns: number): Matrix => ({
  rows,
  columns,
  values: Float64Array.from(values),
});

export function transposed({ rows, columns, values }: Matrix): Matrix {
  const turned = new Float64Array(values.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) turned[j * rows + i] = values[i * columns + j] as number;
  }
  return { rows: columns, columns: rows, values: turned };
}

/** left · rightᵀ: rows against rows, so that both are read in order. */
export function timesTransposed(left: Matrix, right: Matrix, pause: Pause): Matrix {
  const inner = left.columns;
  const values = new Float64Array(left.rows * right.rows);
  for (let i = 0; i < left.rows; i++) {
    pause();
    for (let j = 0; j < right.rows; j++) {
      let sum = 0;
      for (let k = 0; k < inner; k++) {
        sum += (left.values[i * inner + k] as number) * (right.values[j * inner + k] as number);
      }
      values[i * right.rows + j] = sum;
    }
  }
  return { rows: left.rows, columns: right.rows, values };
}

/** Whether every element is a finite number: the others would go through an iteration for nothing. */
export const isFiniteMatrix = ({ values }: Matrix): boolean => values.every(Number.isFinite);

/** What a function of a matrix with elements that are not finite gives. */
export const notNumbers = (rows: number, columns: number): Matrix => ({
  rows,
  columns,
  values: new Float64Array(rows * columns).fill(Number.NaN),
});

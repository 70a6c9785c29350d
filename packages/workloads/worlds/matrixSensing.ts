import { keyFromSeed } from "@steepest/base/random/key.ts";
import { normal } from "@steepest/base/random/normal.ts";
import { matMul, mul, reshape, squaredDifference, type Tensor, type Tensor1D } from "@tensorflow/tfjs";
import type { Scope } from "../layers/scope.ts";
import { relativeError } from "./relativeError.ts";
import { type ExampleTable, world } from "./world.ts";
import { worldOf } from "./worldCards.ts";

const [size, rank] = [20, 2];

/** Two orthogonal columns by Gram–Schmidt, of lengths whose squares are 1 and ½: the truth's eigenvalues. */
function truth(): Float32Array {
  const draws = normal(keyFromSeed(20), rank * size);
  const columns: number[][] = [];
  for (let at = 0; at < rank; at++) {
    let column = Array.from(draws.subarray(at * size, (at + 1) * size));
    for (const other of columns) {
      const along = column.reduce((sum, value, i) => sum + value * (other[i] as number), 0);
      column = column.map((value, i) => value - along * (other[i] as number));
    }
    const length = Math.sqrt(column.reduce((sum, value) => sum + value * value, 0));
    columns.push(column.map((value) => value / length));
  }
  return Float32Array.from({ length: size * size }, (_, at) => {
    const [row, column] = [Math.floor(at / size), at % size];
    return columns.reduce(
      (sum, vector, k) => sum + ((vector[row] as number) * (vector[column] as number)) / (k + 1),
      0,
    );
  });
}

function measurements(seed: number, rows: number): ExampleTable {
  const matrix = truth();
  const values = normal(keyFromSeed(seed), rows * size * size);
  const targets = Float32Array.from({ length: rows }, (_, row) =>
    matrix.reduce((sum, value, at) => sum + value * (values[row * size * size + at] as number), 0),
  );
  return { measured: { values, shape: [size * size] }, targets: { values: targets, shape: [] } };
}

/** ⟨A, UUᵀ⟩ of every measurement A [rows]. */
function predicted(scope: Scope, batch: Readonly<Record<string, Tensor>>): Tensor1D {
  const factor = scope.parameter("factor");
  const product = reshape(matMul(factor, factor, false, true), [size * size, 1]);
  return reshape(matMul(batch["measured"] as Tensor, product), [-1]);
}

export default world({
  card: worldOf("matrix_sensing"),
  parameterSpecs: [
    {
      name: "factor",
      kind: "weight",
      shape: [size, size],
      initializer: { type: "normal", standardDeviation: 1e-3 },
    },
  ],
  data: () => ({ train: measurements(1, 160), validation: measurements(2, 100), test: measurements(3, 100) }),
  losses: (scope, batch) =>
    mul(squaredDifference(predicted(scope, batch), batch["targets"] as Tensor), 0.5) as Tensor1D,
  judge: (scope, batch) => ({ error: relativeError(predicted(scope, batch), batch["targets"] as Tensor) }),
});

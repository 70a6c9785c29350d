// Made by `npm run generate -w @steepest/core` from packages/core/backend/assembly/matrix. Do not edit.

export interface MatrixExports {
  multiplyAddFour(a: number, b: number, c: number, out: number): void;
}

/** The module with fused multiply-add and the one without, in base64. */
export const matrixModule = {
  name: "matrix",
  fma: "AGFzbQEAAAABCAFgBH9/f38AAg8BA2VudgZtZW1vcnkCAAADAgEABxwCD211bHRpcGx5QWRkRm91cgAABm1lbW9yeQIACh8BHQAgAyAA/QAEACAB/QAEACAC/QAEAP2FAv0LBAAL",
  plain: "AGFzbQEAAAABCAFgBH9/f38AAg8BA2VudgZtZW1vcnkCAAADAgEABxwCD211bHRpcGx5QWRkRm91cgAABm1lbW9yeQIACiIBIAAgAyAA/QAEACAB/QAEAP3mASAC/QAEAP3kAf0LBAAL",
} as const;

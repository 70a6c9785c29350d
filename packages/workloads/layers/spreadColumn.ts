import { matMul, ones, type Tensor, type Tensor2D } from "@tensorflow/tfjs";

/**
 * A column [rows, 1] repeated to [rows, width]. As a product with a row of ones (exact), because tfjs broadcasts a
 * column element by element (0.47 ms against 0.05 ms for 1,024 × 64 on wasm).
 */
export const spreadColumn = (column: Tensor, width: number): Tensor =>
  matMul(column as Tensor2D, ones([1, width]) as Tensor2D);

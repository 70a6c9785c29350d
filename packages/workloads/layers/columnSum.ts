import { matMul, ones, type Tensor, type Tensor2D } from "@tensorflow/tfjs";

/**
 * Sums of the columns of x [rows, columns]: shape [columns]. As a product with a row of ones, because tfjs's `sum` over
 * the first axis transposes its input (0.71 ms against 0.16 ms for 50,176 × 8 on wasm).
 */
export const columnSum = (x: Tensor): Tensor =>
  matMul(ones([1, x.shape[0] as number]) as Tensor2D, x as Tensor2D).squeeze([0]);

import { sum, type Tensor } from "@tensorflow/tfjs";

/** Sums of the columns of x [rows, columns]: shape [columns]. */
export const columnSum = (x: Tensor): Tensor => sum(x, 0);

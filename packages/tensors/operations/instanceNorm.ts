import type { Tensor } from "@tensorflow/tfjs";
import { groupNorm } from "./groupNorm.ts";

/** Instance normalization (Ulyanov et al. 2016, arXiv 1607.08022) of x [images, ..., channels]: every channel of every image by itself. */
export const instanceNorm = (x: Tensor, scale: Tensor, bias: Tensor, epsilon = 1e-5): Tensor =>
  groupNorm(x, scale, bias, scale.size, epsilon);

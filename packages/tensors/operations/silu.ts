import type { Tensor } from "@tensorflow/tfjs";
import { gatedUnit } from "./gatedUnit.ts";

/** x · σ(x) (Elfwing et al. 2017, arXiv 1702.03118), also called swish. */
export const silu = (x: Tensor): Tensor => gatedUnit(x, "silu");

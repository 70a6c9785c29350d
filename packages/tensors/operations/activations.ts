import type { Tensor } from "@tensorflow/tfjs";
import { gatedUnit } from "./gatedUnit.ts";

/**
 * Gaussian error linear unit (Hendrycks & Gimpel 2016, arXiv 1606.08415): exact, or its approximation by tanh.
 * On wasm both are right to 1e-6 of 1 + |x|; the exact form's far negative tail is so in absolute terms only.
 */
export const gelu = (x: Tensor, approximation: "none" | "tanh" = "none"): Tensor =>
  gatedUnit(x, approximation === "tanh" ? "tanhGelu" : "gelu");

/** x · σ(x) (Elfwing et al. 2017, arXiv 1702.03118), also called swish. */
export const silu = (x: Tensor): Tensor => gatedUnit(x, "silu");

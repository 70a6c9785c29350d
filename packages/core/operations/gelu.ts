import type { Tensor } from "@tensorflow/tfjs";
import { gatedUnit } from "./gatedUnit.ts";

/** Gaussian error linear unit (Hendrycks & Gimpel 2016, arXiv 1606.08415): exact, or its approximation by tanh. */
export const gelu = (x: Tensor, approximation: "none" | "tanh" = "none"): Tensor =>
  gatedUnit(x, approximation === "tanh" ? "tanhGelu" : "gelu");

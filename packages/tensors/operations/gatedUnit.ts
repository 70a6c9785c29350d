import { add, erf, exp, mul, sigmoid, square, sub, type Tensor } from "@tensorflow/tfjs";
import { differentiable } from "./differentiable.ts";
import { hasFusedKernel, runFusedKernel } from "./fusedKernel.ts";
import { requireTensor } from "./requireTensor.ts";

/** x · Φ(x); x · σ(2 · √(2/π) · (x + 0.044715 x³)), which is its usual approximation by tanh; x · σ(x). */
export type GatedUnitForm = "gelu" | "tanhGelu" | "silu";

/** Multiplies every number by a smooth gate of itself. */
export function gatedUnit(x: Tensor, form: GatedUnitForm): Tensor {
  requireTensor("x", x, "any");
  return differentiable([x], () => ({
    value: hasFusedKernel("GatedUnit")
      ? (runFusedKernel("GatedUnit", { x }, { form })[0] as Tensor)
      : mul(x, gate(x, form)),
    saved: [x],
    gradient: (dy, [input]) => {
      const kept = input as Tensor;
      if (hasFusedKernel("GatedUnitGrad")) return runFusedKernel("GatedUnitGrad", { x: kept, dy }, { form });
      return [mul(dy, slope(kept, form))];
    },
  }));
}

const twiceRootTwoOverPi = 2 * Math.sqrt(2 / Math.PI);
const cubic = 0.044715;

function gate(x: Tensor, form: GatedUnitForm): Tensor {
  if (form === "silu") return sigmoid(x);
  if (form === "gelu") return add(mul(erf(mul(x, Math.SQRT1_2)), 0.5), 0.5);
  return sigmoid(mul(mul(x, twiceRootTwoOverPi), add(mul(square(x), cubic), 1)));
}

function slope(x: Tensor, form: GatedUnitForm): Tensor {
  const open = gate(x, form);
  if (form === "gelu") {
    const density = mul(exp(mul(square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
    return add(open, mul(x, density));
  }
  const ofGate = mul(open, sub(1, open));
  if (form === "silu") return add(open, mul(x, ofGate));
  const steepness = mul(add(mul(square(x), 3 * cubic), 1), twiceRootTwoOverPi);
  return add(open, mul(x, mul(ofGate, steepness)));
}

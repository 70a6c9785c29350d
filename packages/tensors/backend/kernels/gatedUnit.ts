import type { TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf, allocate, sizeOf } from "./heap.ts";
import { wasmKernel } from "./wasmKernel.ts";

/** The module's numbers of the functions (assembly/fused/activations.ts). */
export const gatedUnitForms = { gelu: 0, tanhGelu: 1, silu: 2 } as const;

export interface GatedUnitAttributes {
  readonly form: keyof typeof gatedUnitForms;
}

/** GELU, exact or by tanh, or SiLU. */
export const gatedUnit = wasmKernel<{ readonly x: TensorInfo }, GatedUnitAttributes>(
  "GatedUnit",
  ({ x }, { form }, backend) => {
    const out = allocate(backend, x.shape);
    const { fused } = trainingModules();
    fused.gatedUnit(gatedUnitForms[form], addressOf(backend, x), addressOf(backend, out), sizeOf(x.shape));
    return out;
  },
);

import type { TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { type GatedUnitAttributes, gatedUnitForms } from "./gatedUnit.ts";
import { addressOf, allocate, sizeOf } from "./heap.ts";
import { wasmKernel } from "./wasmKernel.ts";

interface Inputs {
  readonly x: TensorInfo;
  readonly dy: TensorInfo;
}

/** The unit's slope times dy. */
export const gatedUnitGrad = wasmKernel<Inputs, GatedUnitAttributes>(
  "GatedUnitGrad",
  ({ x, dy }, { form }, backend) => {
    const out = allocate(backend, x.shape);
    trainingModules().fused.gatedUnitGrad(
      gatedUnitForms[form],
      addressOf(backend, x),
      addressOf(backend, dy),
      addressOf(backend, out),
      sizeOf(x.shape),
    );
    return out;
  },
);

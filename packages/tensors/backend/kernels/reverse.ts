import { type TensorInfo, util } from "@tensorflow/tfjs";
import { stepsOf } from "./collapseAxes.ts";
import { copyWalk } from "./copyWalk.ts";
import { callStockKernel, wasmKernel } from "./wasmKernel.ts";

/** Axes walked backwards. */
export const reverse = wasmKernel<{ x: TensorInfo }, { readonly dims: number | number[] }>(
  "Reverse",
  ({ x }, attributes, backend) => {
    if (x.dtype === "string") return callStockKernel(backend, "Reverse", { x }, attributes);
    const axes = util.parseAxisParam(attributes.dims, x.shape);
    const out = backend.makeOutput(x.shape, x.dtype);
    const plain = stepsOf(x.shape);
    const steps = plain.map((step, axis) => (axes.includes(axis) ? -step : step));
    const start = axes.reduce(
      (sum, axis) => sum + (plain[axis] as number) * ((x.shape[axis] as number) - 1),
      0,
    );
    copyWalk(backend, x.shape, { tensor: x, steps, start }, { tensor: out, steps: plain });
    return out;
  },
);

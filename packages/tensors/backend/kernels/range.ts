import { type DataType, util } from "@tensorflow/tfjs";
import { callStockKernel, wasmKernel } from "./wasmKernel.ts";

interface Attributes {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
  readonly dtype?: DataType;
}

/** start, start + step, … up to `stop`, which is left out. */
export const range = wasmKernel<object, Attributes>("Range", (_, attributes, backend) => {
  const { start, stop, step, dtype } = attributes;
  // Where it counts down from a smaller number, or stands still, there is nothing.
  const isEmpty = start === stop || start < stop === step < 0;
  if (step === 0 || isEmpty || (dtype !== undefined && dtype !== "float32" && dtype !== "int32"))
    return callStockKernel(backend, "Range", {}, attributes);
  const values = util.makeZerosTypedArray(Math.abs(Math.ceil((stop - start) / step)), dtype ?? "float32");
  values[0] = start;
  // As tfjs does it: each number from the rounded one before it.
  for (let i = 1; i < values.length; i++) values[i] = (values[i - 1] as number) + step;
  return backend.makeOutput([values.length], dtype ?? "float32", undefined, values as Float32Array);
});

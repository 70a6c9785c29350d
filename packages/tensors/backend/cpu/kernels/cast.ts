import type { DataType, TensorInfo } from "@tensorflow/tfjs";
import { cpuKernel } from "./cpuKernel.ts";

/**
 * Another dtype, in fact and not by name alone: tfjs leaves the bytes of a bool that becomes float32 as they are, and whoever reads them takes
 * four for a number (tfjs's issue 7899).
 */
export const cast = cpuKernel<{ x: TensorInfo }, { readonly dtype: DataType }>(
  "Cast",
  ({ x }, { dtype }, backend) => {
    if (x.dtype !== "bool" && x.dtype !== "int32") return null;
    if (dtype === x.dtype || (dtype !== "float32" && dtype !== "int32")) return null;
    const values = backend.readSync(x.dataId);
    const cast = dtype === "float32" ? new Float32Array(values) : new Int32Array(values);
    return backend.makeTensorInfo(x.shape, dtype, cast);
  },
);

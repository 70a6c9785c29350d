import type { DataType, TensorInfo } from "@tensorflow/tfjs";
import { flatProgram } from "./flatProgram.ts";
import { callStockWebgpuKernel, webgpuKernel } from "./webgpuKernel.ts";

/**
 * Another dtype, in fact and not by name alone: tfjs leaves the bytes of a bool or a whole number that becomes float32 as they are, and
 * whoever reads them takes them for something else (tfjs's issue 7899).
 */
export const cast = webgpuKernel<{ readonly x: TensorInfo }, { readonly dtype: DataType }>(
  "Cast",
  ({ x }, attributes, backend) => {
    const widens = attributes.dtype === "float32" && (x.dtype === "bool" || x.dtype === "int32");
    if (!widens || x.shape.includes(0)) return callStockWebgpuKernel(backend, "Cast", { x }, attributes);
    const program = flatProgram({
      name: "cast",
      outputShape: x.shape,
      inputs: ["x"],
      code: "result[index] = f32(x[index]);",
    });
    return backend.runWebGPUProgram(program, [x], "float32");
  },
);

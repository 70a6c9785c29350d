import { type DataType, type KernelConfig, type TensorInfo, util } from "@tensorflow/tfjs";
import { fillWith } from "./heap.ts";
import { callStockKernel, wasmKernel } from "./wasmKernel.ts";

interface FillAttributes {
  readonly shape: number[];
  readonly value: number | string;
  readonly dtype?: DataType;
}

const fill = wasmKernel<object, FillAttributes>("Fill", (_, attributes, backend) => {
  const { shape, value } = attributes;
  const dtype = attributes.dtype || util.inferDtype(value);
  if (typeof value === "string" || dtype === "string" || dtype === "complex64")
    return callStockKernel(backend, "Fill", {}, attributes);
  const out = backend.makeOutput(shape, dtype);
  fillWith(backend, out, value);
  return out;
});

function likeKernel(kernelName: "ZerosLike" | "OnesLike", value: 0 | 1): KernelConfig {
  return wasmKernel<{ x: TensorInfo }, object>(kernelName, ({ x }, attributes, backend) => {
    if (x.dtype === "string" || x.dtype === "complex64")
      return callStockKernel(backend, kernelName, { x }, attributes);
    const out = backend.makeOutput(x.shape, x.dtype);
    fillWith(backend, out, value);
    return out;
  });
}

/** Tensors of one number throughout. */
export const fillKernels: readonly KernelConfig[] = [
  fill,
  likeKernel("ZerosLike", 0),
  likeKernel("OnesLike", 1),
];

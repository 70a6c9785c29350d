import { getKernel, type KernelConfig, type TensorInfo } from "@tensorflow/tfjs";
import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { stockWebgpuKernel } from "../stockWebgpuKernels.ts";

type AttributeRecord = NonNullable<Parameters<KernelConfig["kernelFunc"]>[0]["attrs"]>;

/** A kernel of the `webgpu` backend; the type parameters name what tfjs passes to it. */
export function webgpuKernel<Inputs, Attributes>(
  kernelName: string,
  run: (inputs: Inputs, attributes: Attributes, backend: WebGPUBackend) => TensorInfo,
): KernelConfig {
  return {
    kernelName,
    backendName: "webgpu",
    // tfjs's own kernels are typed the same way: its registry knows inputs and attributes only as records.
    kernelFunc: ({ inputs, attrs, backend }) =>
      run(inputs as Inputs, attrs as Attributes, backend as WebGPUBackend),
  };
}

/** Runs another kernel of the backend, ours where we have one. The caller disposes of the result's data. */
export function callWebgpuKernel(
  backend: WebGPUBackend,
  kernelName: string,
  inputs: Record<string, TensorInfo>,
  attributes: object,
): TensorInfo {
  return run(getKernel(kernelName, "webgpu"), backend, kernelName, inputs, attributes);
}

/** Runs tfjs-webgpu's own kernel where ours does not know better. */
export function callStockWebgpuKernel(
  backend: WebGPUBackend,
  kernelName: string,
  inputs: Record<string, TensorInfo>,
  attributes: object,
): TensorInfo {
  return run(stockWebgpuKernel(kernelName), backend, kernelName, inputs, attributes);
}

function run(
  kernel: KernelConfig | undefined,
  backend: WebGPUBackend,
  kernelName: string,
  inputs: Record<string, TensorInfo>,
  attributes: object,
): TensorInfo {
  if (kernel === undefined) throw new Error(`the webgpu backend has no kernel ${kernelName}`);
  return kernel.kernelFunc({ inputs, attrs: attributes as AttributeRecord, backend }) as TensorInfo;
}

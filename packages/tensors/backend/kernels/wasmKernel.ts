import { getKernel, type KernelConfig, type TensorInfo } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { currentRecording } from "../captured/recording.ts";
import { stockKernel } from "../stockKernels.ts";

type AttributeRecord = NonNullable<Parameters<KernelConfig["kernelFunc"]>[0]["attrs"]>;

/** A kernel of the `wasm` backend; the type parameters name what tfjs passes to it. */
export function wasmKernel<Inputs, Attributes>(
  kernelName: string,
  run: (inputs: Inputs, attributes: Attributes, backend: BackendWasm) => TensorInfo | TensorInfo[],
): KernelConfig {
  return {
    kernelName,
    backendName: "wasm",
    // tfjs's own kernels are typed the same way: its registry knows inputs and attributes only as records.
    kernelFunc: ({ inputs, attrs, backend }) =>
      run(inputs as Inputs, attrs as Attributes, backend as BackendWasm),
  };
}

/** Runs another kernel of the backend, ours where we have one. The caller disposes of the result. */
export function callKernel(
  backend: BackendWasm,
  kernelName: string,
  inputs: Record<string, TensorInfo>,
  attributes: object = {},
): TensorInfo {
  const kernel = getKernel(kernelName, "wasm");
  if (kernel === undefined) throw new Error(`the wasm backend has no kernel ${kernelName}`);
  return kernel.kernelFunc({ inputs, attrs: attributes as AttributeRecord, backend }) as TensorInfo;
}

/** Runs tfjs-wasm's own kernel where ours does not know better. */
export function callStockKernel(
  backend: BackendWasm,
  kernelName: string,
  inputs: Record<string, TensorInfo>,
  attributes: object,
): TensorInfo {
  const kernel = stockKernel(kernelName);
  if (kernel === undefined) throw new Error(`tfjs-wasm has no kernel ${kernelName}`);
  currentRecording()?.refuse(`tfjs's kernel ${kernelName}`);
  return kernel.kernelFunc({ inputs, attrs: attributes as AttributeRecord, backend }) as TensorInfo;
}

import type { DataId, DataType, KernelConfig, TensorInfo } from "@tensorflow/tfjs";

export type Numbers = Float32Array | Int32Array | Uint8Array;

/** What kernels need of tfjs's `cpu` backend. */
export interface CpuBackend {
  makeTensorInfo(shape: number[], dtype: DataType, values: Numbers): TensorInfo;
  readSync(dataId: DataId): Numbers;
}

const stock = new Map<string, KernelConfig>();

/** Keeps tfjs's own kernel, which ours is about to stand in for. */
export function keepStockCpuKernel(kernel: KernelConfig): void {
  stock.set(kernel.kernelName, kernel);
}

/**
 * A kernel of the `cpu` backend in the place of tfjs's. `run` gives null for what is left to tfjs's own; the type parameters name what tfjs
 * passes.
 */
export function cpuKernel<Inputs, Attributes>(
  kernelName: string,
  run: (inputs: Inputs, attributes: Attributes, backend: CpuBackend) => TensorInfo | null,
): KernelConfig {
  return {
    kernelName,
    backendName: "cpu",
    // tfjs's registry knows inputs, attributes and backend only as records.
    kernelFunc: (given) => {
      const { inputs, attrs, backend } = given;
      const made = run(inputs as Inputs, attrs as Attributes, backend as CpuBackend);
      if (made !== null) return made;
      const original = stock.get(kernelName);
      if (original === undefined) throw new Error(`tfjs's cpu backend has no kernel ${kernelName}`);
      return original.kernelFunc(given);
    },
  };
}

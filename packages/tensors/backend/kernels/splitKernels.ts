import { backend_util, type KernelConfig, type TensorInfo, util } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { cutBlock } from "./slice.ts";

/** The parts of a tensor along one axis, each a slice of ours: tfjs-wasm's slices copy the whole tensor for each. */
function cutAlong(
  backend: BackendWasm,
  x: TensorInfo,
  axis: number,
  lengths: readonly number[],
): TensorInfo[] {
  let first = 0;
  return lengths.map((length) => {
    const begin = x.shape.map((_, each) => (each === axis ? first : 0));
    first += length;
    return cutBlock(backend, x, begin, x.shape.with(axis, length));
  });
}

const splitV: KernelConfig = {
  kernelName: "SplitV",
  backendName: "wasm",
  kernelFunc: ({ inputs, attrs, backend }) => {
    const x = inputs.x as TensorInfo;
    const { axis: anyAxis, numOrSizeSplits } = attrs as unknown as {
      axis: number;
      numOrSizeSplits: number[];
    };
    const [axis] = util.parseAxisParam(anyAxis, x.shape) as [number];
    // The helper is typed for a Tensor but asks for its shape only.
    const lengths = backend_util.prepareSplitSize(x as never, numOrSizeSplits, axis);
    return cutAlong(backend as BackendWasm, x, axis, lengths);
  },
};

const unpack: KernelConfig = {
  kernelName: "Unpack",
  backendName: "wasm",
  kernelFunc: ({ inputs, attrs, backend }) => {
    const x = inputs.value as TensorInfo;
    const [axis] = util.parseAxisParam((attrs as unknown as { axis: number }).axis, x.shape) as [number];
    const shape = x.shape.toSpliced(axis, 1);
    const ones = new Array<number>(x.shape[axis] as number).fill(1);
    return cutAlong(backend as BackendWasm, x, axis, ones).map((part) => ({ ...part, shape }));
  },
};

/** Kernels with several results. */
export const splitKernels: readonly KernelConfig[] = [splitV, unpack];

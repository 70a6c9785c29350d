import { type KernelConfig, type TensorInfo, util } from "@tensorflow/tfjs";
import { cpuKernel } from "./cpuKernel.ts";

/** tfjs calls the axes `reductionIndices` for Max and `axis` for the others. */
interface Attributes {
  readonly axis?: number | number[];
  readonly reductionIndices?: number | number[];
  readonly keepDims?: boolean;
}

/** What a reduction over no numbers gives; tfjs's cpu reads beyond them, or divides by nothing. */
function emptyReduction(kernelName: string, ofNothing: number): KernelConfig {
  return cpuKernel<{ x: TensorInfo }, Attributes>(kernelName, ({ x }, attributes, backend) => {
    if (x.dtype !== "float32" || !x.shape.includes(0)) return null;
    const axes = new Set(
      util.parseAxisParam((attributes.reductionIndices ?? attributes.axis) as number[], x.shape),
    );
    const shape = attributes.keepDims
      ? x.shape.map((length, axis) => (axes.has(axis) ? 1 : length))
      : x.shape.filter((_, axis) => !axes.has(axis));
    const size = shape.reduce((product, length) => product * length, 1);
    return backend.makeTensorInfo(shape, "float32", new Float32Array(size).fill(ofNothing));
  });
}

/** The largest of no numbers is −∞, the smallest +∞, their mean 0/0. */
export const emptyReductions: readonly KernelConfig[] = [
  emptyReduction("Max", Number.NEGATIVE_INFINITY),
  emptyReduction("Min", Number.POSITIVE_INFINITY),
  emptyReduction("Mean", Number.NaN),
];

/** Where along an axis the first largest (smallest) number stands, or the first NaN where there is one, as NumPy and PyTorch have it. */
function extremeIndex(kernelName: string, sign: 1 | -1): KernelConfig {
  return cpuKernel<{ x: TensorInfo }, { readonly axis: number | number[] }>(
    kernelName,
    ({ x }, attributes, backend) => {
      const [axis] = util.parseAxisParam(attributes.axis, x.shape) as [number];
      const values = backend.readSync(x.dataId);
      const length = x.shape[axis] as number;
      const inner = x.shape.slice(axis + 1).reduce((product, each) => product * each, 1);
      const shape = x.shape.filter((_, place) => place !== axis);
      const indices = new Int32Array(shape.reduce((product, each) => product * each, 1));
      for (let out = 0; out < indices.length; out++) {
        const first = Math.floor(out / inner) * length * inner + (out % inner);
        let best = 0;
        for (let i = 1; i < length; i++) {
          const value = sign * (values[first + i * inner] as number);
          const largest = sign * (values[first + best * inner] as number);
          if (!(value <= largest) && !Number.isNaN(largest)) best = i;
        }
        indices[out] = best;
      }
      return backend.makeTensorInfo(shape, "int32", indices);
    },
  );
}

export const extremeIndices: readonly KernelConfig[] = [
  extremeIndex("ArgMax", 1),
  extremeIndex("ArgMin", -1),
];

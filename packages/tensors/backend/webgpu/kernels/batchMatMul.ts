import { backend_util, env, type TensorInfo } from "@tensorflow/tfjs";
import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { callStockWebgpuKernel, callWebgpuKernel, webgpuKernel } from "./webgpuKernel.ts";

interface Inputs {
  readonly a: TensorInfo;
  readonly b: TensorInfo;
}

interface Attributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** tfjs's `MatMulSmallOutputSizeProgram`, by its number in `MatMulProgramType`. */
const smallOutputProgram = 2;
const programFlag = "WEBGPU_MATMUL_PROGRAM_TYPE";

/** From this inner length on, tfjs splits the sum over workgroups that add their parts with atomics, in no order. */
const tfjsSplits = 2000;
/** Lengths of the parts that we cut such a sum into: as many workgroups as it takes to keep a GPU busy. */
const partLengths = [256, 250, 240, 225, 200, 192, 160, 150, 144, 128, 125, 120, 100];

/**
 * Matrix products as tfjs has them, but for long sums into small results, which are what gradients of weights are. There, equal parts
 * of the sum are a batch of products, added up at the end: the same bits in every run.
 */
export const batchMatMul = webgpuKernel<Inputs, Attributes>(
  "BatchMatMul",
  ({ a, b }, attributes, backend) => {
    const { transposeA, transposeB } = attributes;
    const inner = a.shape.at(transposeA ? -2 : -1) as number;
    if (inner === 0) {
      // tfjs leaves what the buffer held before.
      const batch = backend_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
      const shape = [...batch, a.shape.at(transposeA ? -1 : -2), b.shape.at(transposeB ? -2 : -1)];
      return callWebgpuKernel(backend, "Fill", {}, { shape, value: 0, dtype: "float32" });
    }
    const isOne = [a, b].every(({ shape }) => shape.slice(0, -2).every((length) => length === 1));
    if (!isOne || inner < tfjsSplits)
      return callStockWebgpuKernel(backend, "BatchMatMul", { a, b }, attributes);
    const part = partLengths.find((length) => inner % length === 0);
    // Only where both are cut along rows are the parts a view of what is there.
    if (part === undefined || !transposeA || transposeB) return unsplit(backend, { a, b }, attributes);
    return summedParts(backend, { a, b }, inner / part);
  },
);

function unsplit(backend: WebGPUBackend, inputs: Inputs, attributes: Attributes): TensorInfo {
  const before = env().get(programFlag);
  env().set(programFlag, smallOutputProgram);
  try {
    return callStockWebgpuKernel(backend, "BatchMatMul", { ...inputs }, attributes);
  } finally {
    env().set(programFlag, before);
  }
}

function summedParts(backend: WebGPUBackend, { a, b }: Inputs, parts: number): TensorInfo {
  const cut = (x: TensorInfo) => {
    const [rows, columns] = x.shape.slice(-2) as [number, number];
    return callWebgpuKernel(backend, "Reshape", { x }, { shape: [parts, rows / parts, columns] });
  };
  const [cutA, cutB] = [cut(a), cut(b)];
  const attributes = { transposeA: true, transposeB: false };
  const products = callStockWebgpuKernel(backend, "BatchMatMul", { a: cutA, b: cutB }, attributes);
  const sum = callWebgpuKernel(backend, "Sum", { x: products }, { axis: [0], keepDims: false });
  const batch = a.shape.length > b.shape.length ? a.shape.slice(0, -2) : b.shape.slice(0, -2);
  const out = callWebgpuKernel(backend, "Reshape", { x: sum }, { shape: [...batch, ...sum.shape] });
  for (const each of [cutA, cutB, products, sum]) backend.disposeData(each.dataId);
  return out;
}

import type { TensorInfo } from "@tensorflow/tfjs";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf, allocate, sizeOf } from "./heap.ts";
import { scratch } from "./scratch.ts";
import { wasmKernel } from "./wasmKernel.ts";

interface Inputs {
  readonly x: TensorInfo;
  readonly dy: TensorInfo;
  readonly statistics: TensorInfo;
  readonly scale?: TensorInfo;
}

/** Slopes by x, scale and bias from what the LayerNorm kernel was given and returned. */
export const layerNormGrad = wasmKernel<Inputs, { readonly centred: boolean }>(
  "LayerNormGrad",
  ({ x, dy, statistics, scale }, { centred }, backend) => {
    const width = x.shape.at(-1) as number;
    const outputs = [allocate(backend, x.shape), allocate(backend, [width]), allocate(backend, [width])];
    const work = scratch(backend, 4 * 128);
    const [dx, scaleGradient, biasGradient] = outputs.map((each) => addressOf(backend, each));
    trainingModules().fused.normalizeRowsGrad(
      addressOf(backend, x),
      scale === undefined ? 0 : addressOf(backend, scale),
      addressOf(backend, dy),
      addressOf(backend, statistics),
      dx as number,
      scaleGradient as number,
      biasGradient as number,
      work,
      sizeOf(x.shape) / width,
      width,
      centred,
    );
    return outputs;
  },
);

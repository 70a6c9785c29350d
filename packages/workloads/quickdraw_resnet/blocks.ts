import type { Tensor } from "@tensorflow/tfjs";
import { batchNorm } from "../layers/batchNorm.ts";
import { conv } from "../layers/conv.ts";
import type { Scope } from "../layers/scope.ts";
import type { ResnetConfig } from "./config.ts";

/** A convolution without bias and the batch norm after it; its parameters are `name.conv` and `name.norm`. */
export interface ConvolutionBlock {
  readonly name: string;
  readonly size: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly stride: number;
}

export interface ResidualBlock {
  readonly outputs: number;
  readonly branch: readonly ConvolutionBlock[];
  /** Projects the block's input where its shape changes (He et al. 2015, option B); null is the identity. */
  readonly shortcut: ConvolutionBlock | null;
}

export const convolutionsOf = ({ branch, shortcut }: ResidualBlock): readonly ConvolutionBlock[] =>
  shortcut === null ? branch : [...branch, shortcut];

export const normalizedConvolution = (scope: Scope, { name, stride }: ConvolutionBlock, x: Tensor): Tensor =>
  // Where noise goes on outputs, it goes on the norm's: by its running statistics both are one affine layer.
  scope.noisy(x, (inputs) => batchNorm(scope, `${name}.norm`, conv(scope, `${name}.conv`, inputs, stride)));

/** Numbers that all layers give of an image. */
export function noisyOutputs({ imageSize, stem, classes, ...config }: ResnetConfig): number {
  const halved = (size: number, stride: number) => Math.ceil(size / stride);
  const started = halved(imageSize, stem.stride);
  let size = halved(started, stem.maxPool ? 2 : 1);
  let numbers = started * started * stem.channels + classes;
  for (const { branch, shortcut } of residualBlocks({ imageSize, stem, classes, ...config })) {
    let inner = size;
    for (const { stride, outputs } of branch) {
      inner = halved(inner, stride);
      numbers += inner * inner * outputs;
    }
    if (shortcut) numbers += inner * inner * shortcut.outputs;
    size = inner;
  }
  return numbers;
}

/** Output channels for every channel of a bottleneck's 3 × 3 convolution. */
const bottleneckExpansion = 4;

/** The blocks of all stages, in order. */
export function residualBlocks({ stem, stages, block }: ResnetConfig): readonly ResidualBlock[] {
  const blocks: ResidualBlock[] = [];
  let inputs = stem.channels;
  for (const [stage, { channels, blocks: count, stride: firstStride }] of stages.entries()) {
    for (let at = 0; at < count; at++) {
      const stride = at === 0 ? firstStride : 1;
      const name = `stage${stage}.block${at}`;
      const branch = branches[block](name, inputs, channels, stride);
      const outputs = (branch.at(-1) as ConvolutionBlock).outputs;
      const changes = stride !== 1 || inputs !== outputs;
      const shortcut = changes ? { name: `${name}.shortcut`, size: 1, inputs, outputs, stride } : null;
      blocks.push({ outputs, branch, shortcut });
      inputs = outputs;
    }
  }
  return blocks;
}

type Branch = (name: string, inputs: number, channels: number, stride: number) => readonly ConvolutionBlock[];

const branches: Readonly<Record<ResnetConfig["block"], Branch>> = {
  basic: (name, inputs, channels, stride) => [
    { name: `${name}.0`, size: 3, inputs, outputs: channels, stride },
    { name: `${name}.1`, size: 3, inputs: channels, outputs: channels, stride: 1 },
  ],
  bottleneck: (name, inputs, channels, stride) => [
    { name: `${name}.0`, size: 1, inputs, outputs: channels, stride: 1 },
    { name: `${name}.1`, size: 3, inputs: channels, outputs: channels, stride },
    { name: `${name}.2`, size: 1, inputs: channels, outputs: bottleneckExpansion * channels, stride: 1 },
  ],
};

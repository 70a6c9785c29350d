import { add, maxPool, mean, type Tensor, type Tensor4D } from "@tensorflow/tfjs";
import { activation } from "../layers/activation.ts";
import { batchNormSpecs, batchNormStateSpecs } from "../layers/batchNorm.ts";
import { convSpecs } from "../layers/conv.ts";
import { dense, denseSpecs } from "../layers/dense.ts";
import { inBlock, type Model } from "../layers/model.ts";
import type { Scope } from "../layers/scope.ts";
import {
  convolutionsOf,
  noisyOutputs,
  normalizedConvolution,
  type ResidualBlock,
  residualBlocks,
} from "./blocks.ts";
import type { ResnetConfig } from "./config.ts";

/**
 * A residual network (He et al. 2015, arXiv 1512.03385; strides in the 3 × 3 convolutions): stem, stages of blocks, mean over the
 * positions, linear head. Images [batch, height, width, channels] → logits [batch, classes].
 */
export function resnet(config: ResnetConfig): Model {
  const { imageChannels, classes, stem, lastNormScale } = config;
  const first = {
    name: "stem",
    size: stem.size,
    inputs: imageChannels,
    outputs: stem.channels,
    stride: stem.stride,
  };
  const blocks = residualBlocks(config);
  const features = blocks.at(-1)?.outputs ?? stem.channels;
  const convolutions = [first, ...blocks.flatMap(convolutionsOf)];
  const last = new Set(blocks.map((block) => block.branch.at(-1)));
  /** The stem is the first block's. */
  const blockOf = (one: (typeof convolutions)[number]): number =>
    Math.max(
      0,
      blocks.findIndex((block) => convolutionsOf(block).includes(one)),
    );
  return {
    parameterSpecs: [
      ...convolutions.flatMap((each) =>
        inBlock(blockOf(each), [
          ...convSpecs(`${each.name}.conv`, each.size, each.inputs, each.outputs, {
            type: "fan_in_normal",
            scale: 1,
          }),
          ...batchNormSpecs(`${each.name}.norm`, each.outputs, last.has(each) ? lastNormScale : 1),
        ]),
      ),
      ...inBlock(
        blocks.length,
        denseSpecs("head", features, classes, {
          kind: "output_weight",
          initializer: { type: "normal", standardDeviation: 0.01 },
        }),
      ),
    ],
    edges: blocks.map(({ outputs }) => outputs),
    noisyOutputs: noisyOutputs(config),
    modelStateSpecs: convolutions.flatMap(({ name, outputs }) =>
      batchNormStateSpecs(`${name}.norm`, outputs),
    ),
    takesFeedback: true,
    apply(scope, images) {
      const activate = (x: Tensor) => activation(config.activation, x);
      const started = activate(normalizedConvolution(scope, first, images));
      const pooled = stem.maxPool ? maxPool(started as Tensor4D, 3, 2, 1) : started;
      const maps = blocks.reduce(
        (x, block) => scope.block(x, (inputs) => applyBlock(scope, block, inputs, activate)),
        pooled,
      );
      return dense(scope, "head", mean(maps, [1, 2]));
    },
  };
}

/** activation(branch(x) + shortcut(x)), with the activation between the branch's convolutions too. */
function applyBlock(
  scope: Scope,
  { branch, shortcut }: ResidualBlock,
  x: Tensor,
  activate: (x: Tensor) => Tensor,
): Tensor {
  const ended = branch.reduce(
    (y, convolution, at) => normalizedConvolution(scope, convolution, at === 0 ? y : activate(y)),
    x,
  );
  return activate(add(ended, shortcut === null ? x : normalizedConvolution(scope, shortcut, x)));
}

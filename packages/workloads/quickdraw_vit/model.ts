import { addBias } from "@steepest/tensors/operations/addBias.ts";
import { add, conv2d, reshape, type Tensor, type Tensor4D, tanh, tensor } from "@tensorflow/tfjs";
import { dense, denseSpecs } from "../layers/dense.ts";
import { dropout } from "../layers/dropout.ts";
import { layerNorm, layerNormSpecs } from "../layers/layerNorm.ts";
import { inBlock, type Model } from "../layers/model.ts";
import type { Scope } from "../layers/scope.ts";
import type { VisionTransformerConfig } from "./config.ts";
import { encoderBlock, encoderBlockSpecs, normEpsilon } from "./encoderBlock.ts";
import { pool, poolingSpecs } from "./pooling.ts";
import { sincosPositions } from "./sincosPositions.ts";

/**
 * A vision transformer (Dosovitskiy et al. 2020, arXiv 2010.11929) as AlgoPerf's: linear patches, fixed positions, no class token,
 * pooling, a tanh layer and a linear head that starts at 0. Images [batch, height, width, channels] → logits [batch, classes].
 */
export function visionTransformer(config: VisionTransformerConfig): Model {
  const { imageSize, imageChannels, classes, patchSize, width, blocks, dropoutRate } = config;
  const side = imageSize / patchSize;
  if (!Number.isInteger(side)) throw new Error(`images of ${imageSize} are not patches of ${patchSize}`);
  const names = Array.from({ length: blocks }, (_, at) => `block${at}`);
  const positions = sincosPositions(side, width);
  const endsNormalized = config.norm === "pre";
  return {
    parameterSpecs: [
      ...inBlock(0, [
        {
          name: "patches.weight",
          kind: "conv_weight",
          shape: [patchSize, patchSize, imageChannels, width],
          initializer: { type: "fan_in_normal", scale: 1 },
        },
        { name: "patches.bias", kind: "bias", shape: [width], initializer: { type: "constant", value: 0 } },
      ]),
      ...names.flatMap((name, at) => inBlock(at, encoderBlockSpecs(name, config))),
      ...inBlock(blocks, [
        ...(endsNormalized ? layerNormSpecs("norm", width) : []),
        ...poolingSpecs(config),
        ...denseSpecs("pre_logits", width, width),
        ...denseSpecs("head", width, classes, {
          kind: "output_weight",
          initializer: { type: "constant", value: 0 },
        }),
      ]),
    ],
    edges: names.map(() => width),
    dropping: { shares: shares(config), numbers: names.map(() => side * side * width) },
    noisyOutputs: noisyOutputs(config, side * side),
    modelStateSpecs: [],
    takesFeedback: true,
    apply(scope, images) {
      const start = (some: Tensor) => {
        const placed = add(
          embedPatches(scope, some, patchSize),
          tensor(positions, [1, side * side, width], "float32"),
        );
        return dropout(scope, "embedding", placed, dropoutRate);
      };
      const encoded = names.reduce(
        (x, name, at) =>
          scope.block(x, (some) => encoderBlock(scope, name, at === 0 ? start(some) : some, config)),
        images,
      );
      const end = endsNormalized ? layerNorm(scope, "norm", encoded, normEpsilon) : encoded;
      return dense(scope, "head", tanh(dense(scope, "pre_logits", pool(scope, end, config))));
    },
  };
}

/** What blocks have of the multiplications for an image: the first has the patches', the last is the head. */
function shares({
  imageSize,
  imageChannels,
  classes,
  patchSize,
  width,
  blocks,
  hidden,
}: VisionTransformerConfig) {
  const side = imageSize / patchSize;
  const positions = side * side;
  const encoder = positions * width * (4 * width + 2 * positions + 2 * hidden);
  const each = Array.from({ length: blocks }, () => encoder);
  each[0] = encoder + imageSize * imageSize * imageChannels * width;
  each.push(width * (width + classes));
  const all = each.reduce((sum, one) => sum + one);
  return each.map((one) => one / all);
}

/** Numbers that all layers give of an image: of every position, and of the image as a whole. */
function noisyOutputs(
  { width, hidden, blocks, classes, gatedMlp, norm, pooling }: VisionTransformerConfig,
  positions: number,
): number {
  const mlp = (gated: boolean) => hidden * (gated ? 2 : 1) + width;
  const ofPosition = width + blocks * (6 * width + mlp(gatedMlp)) + (norm === "pre" ? width : 0);
  const whole = width + classes;
  if (pooling === "mean") return positions * ofPosition + whole;
  // Keys and values of every position; the query, its projection, output, norm and MLP.
  return positions * (ofPosition + 2 * width) + 4 * width + mlp(false) + whole;
}

/** A linear function of every patch: [batch, patches, width], row by row. */
function embedPatches(scope: Scope, images: Tensor, patchSize: number): Tensor {
  const filter = scope.parameter("patches.weight") as Tensor4D;
  return scope.noisy(images, (some) => {
    const patches = conv2d(some as Tensor4D, filter, patchSize, "valid");
    const [batch, height, width, channels] = patches.shape;
    return addBias(reshape(patches, [batch, height * width, channels]), scope.parameter("patches.bias"));
  });
}

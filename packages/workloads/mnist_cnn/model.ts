import { maxPool, relu, reshape, type Tensor, type Tensor4D } from "@tensorflow/tfjs";
import { batchNorm, batchNormSpecs, batchNormStateSpecs } from "../layers/batchNorm.ts";
import { conv, convSpecs } from "../layers/conv.ts";
import { dense, denseSpecs } from "../layers/dense.ts";
import { dropout } from "../layers/dropout.ts";
import { inBlock, type Model } from "../layers/model.ts";
import type { Scope } from "../layers/scope.ts";

export interface ConvolutionalConfig {
  /** Height and width of the images; halved (rounding down) by every block. */
  readonly imageSize: number;
  /** Channels of the blocks, the images' own first. */
  readonly channels: readonly number[];
  readonly classes: number;
  /** Before the linear head. */
  readonly dropoutRate: number;
}

/** Blocks of 3 × 3 convolution, batch norm, ReLU and 2 × 2 max pooling; then dropout and a linear head. */
export function convolutional({ imageSize, channels, classes, dropoutRate }: ConvolutionalConfig): Model {
  const blocks = channels.slice(1).map((outputs, at) => ({
    name: `block${at}`,
    inputs: channels[at] as number,
    outputs,
  }));
  const sizeAt = (block: number) => imageSize >> block;
  const finalSize = sizeAt(blocks.length);
  const features = finalSize * finalSize * (channels.at(-1) as number);
  const block = (scope: Scope, name: string, x: Tensor) =>
    maxPool(
      relu(
        // Where noise goes on outputs, it goes on the norm's: by its running statistics both are one affine layer.
        scope.noisy(x, (inputs) => batchNorm(scope, `${name}.norm`, conv(scope, `${name}.conv`, inputs))),
      ) as Tensor4D,
      2,
      2,
      "valid",
    );
  return {
    parameterSpecs: [
      ...blocks.flatMap(({ name, inputs, outputs }, at) =>
        inBlock(at, [
          ...convSpecs(`${name}.conv`, 3, inputs, outputs),
          ...batchNormSpecs(`${name}.norm`, outputs),
        ]),
      ),
      ...inBlock(blocks.length, denseSpecs("output", features, classes, { kind: "output_weight" })),
    ],
    edges: blocks.map(({ outputs }) => outputs),
    noisyOutputs:
      classes + blocks.reduce((sum, { outputs }, at) => sum + sizeAt(at) * sizeAt(at) * outputs, 0),
    modelStateSpecs: blocks.flatMap(({ name, outputs }) => batchNormStateSpecs(`${name}.norm`, outputs)),
    takesFeedback: true,
    apply(scope, images) {
      const maps = blocks.reduce(
        (x, { name }) => scope.block(x, (inputs) => block(scope, name, inputs)),
        images,
      );
      return dense(scope, "output", dropout(scope, "dropout", reshape(maps, [-1, features]), dropoutRate));
    },
  };
}

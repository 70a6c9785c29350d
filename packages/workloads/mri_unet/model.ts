import type { Initializer } from "@steepest/core/workload/parameterSpec.ts";
import { addBias } from "@steepest/tensors/operations/addBias.ts";
import { avgPool, concat, leakyRelu, reshape, type Tensor, type Tensor4D, tanh } from "@tensorflow/tfjs";
import { channelDropout } from "../layers/channelDropout.ts";
import { conv, convSpecs } from "../layers/conv.ts";
import { imageNorm, imageNormSpecs } from "../layers/imageNorm.ts";
import type { Model } from "../layers/model.ts";
import type { Scope } from "../layers/scope.ts";
import { transposedConv, transposedConvSpecs } from "../layers/transposedConv.ts";
import type { UNetConfig } from "./config.ts";

/** Of the negative half of the leaky ReLU. */
const slope = 0.2;

/**
 * AlgoPerf's U-Net (Ronneberger et al. 2015, arXiv 1505.04597, in fastMRI's form, arXiv 1811.08839): blocks of two 3 × 3 convolutions, each with norm,
 * activation and dropout; 2 × 2 average pooling on the way down; on the way up 2 × 2 transposed convolutions with norm and activation, next to what the
 * way down had at that level; a 1 × 1 convolution at the end. Inputs [batch, height, width, 1] to images [batch, height, width]; both sides must be
 * multiples of 2^pools.
 */
export function uNet(config: UNetConfig): Model {
  const { channels, pools, norm, dropoutRate } = config;
  const initializer: Initializer = { type: "fan_in_normal", scale: config.initializerScale };
  const activate = (x: Tensor) => (config.activation === "tanh" ? tanh(x) : leakyRelu(x, slope));
  const widthOf = (level: number) => channels * (1 << level);
  const levels = Array.from({ length: pools }, (_, level) => level);
  const upwards = levels.toReversed();

  const blockSpecs = (name: string, inputs: number, outputs: number) => [
    ...convSpecs(`${name}.conv1`, 3, inputs, outputs, initializer),
    ...imageNormSpecs(norm, `${name}.norm1`, outputs),
    ...convSpecs(`${name}.conv2`, 3, outputs, outputs, initializer),
    ...imageNormSpecs(norm, `${name}.norm2`, outputs),
  ];
  const half = (scope: Scope, name: string, number: 1 | 2, x: Tensor) => {
    const filtered = conv(scope, `${name}.conv${number}`, x);
    const active = activate(imageNorm(scope, norm, `${name}.norm${number}`, filtered));
    return channelDropout(scope, `${name}.dropout${number}`, active, dropoutRate);
  };
  const block = (scope: Scope, name: string, x: Tensor) => half(scope, name, 2, half(scope, name, 1, x));

  const upSpecs = (level: number) => [
    ...transposedConvSpecs(`up${level}.transposed`, 2, widthOf(level + 1), widthOf(level), initializer),
    ...imageNormSpecs(norm, `up${level}.norm`, widthOf(level)),
    ...blockSpecs(`up${level}`, widthOf(level + 1), widthOf(level)),
  ];
  const up = (scope: Scope, level: number, below: Tensor, beside: Tensor) => {
    const enlarged = transposedConv(scope, `up${level}.transposed`, below);
    const active = activate(imageNorm(scope, norm, `up${level}.norm`, enlarged));
    return block(scope, `up${level}`, concat([active, beside], 3));
  };

  return {
    parameterSpecs: [
      ...levels.flatMap((level) =>
        blockSpecs(`down${level}`, level === 0 ? 1 : widthOf(level - 1), widthOf(level)),
      ),
      ...blockSpecs("bottom", widthOf(pools - 1), widthOf(pools)),
      ...upwards.flatMap(upSpecs),
      { name: "output.weight", kind: "output_weight", shape: [1, 1, channels, 1], initializer },
      { name: "output.bias", kind: "bias", shape: [1], initializer: { type: "constant", value: 0 } },
    ],
    modelStateSpecs: [],
    takesFeedback: true,
    apply(scope, inputs) {
      const [, height, width] = inputs.shape as [number, number, number, number];
      if (height % (1 << pools) !== 0 || width % (1 << pools) !== 0) {
        throw new Error(`a U-Net with ${pools} pools takes no images of ${height} × ${width}`);
      }
      const passed: Tensor[] = [];
      let x = inputs;
      for (const level of levels) {
        const y = block(scope, `down${level}`, x);
        passed.push(y);
        x = avgPool(y as Tensor4D, 2, 2, "valid");
      }
      x = block(scope, "bottom", x);
      for (const level of upwards) x = up(scope, level, x, passed[level] as Tensor);
      const image = addBias(conv(scope, "output", x), scope.parameter("output.bias"));
      return reshape(image, [-1, height, width]);
    },
  };
}

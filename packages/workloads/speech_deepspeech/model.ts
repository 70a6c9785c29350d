import { add, mul, relu, reshape, type Tensor, tanh } from "@tensorflow/tfjs";
import { batchNormSpecs, batchNormStateSpecs } from "../layers/batchNorm.ts";
import { bidirectionalLstm, bidirectionalLstmSpecs } from "../layers/bidirectionalLstm.ts";
import { convSubsampling, convSubsamplingSpecs } from "../layers/convSubsampling.ts";
import { dense, denseSpecs } from "../layers/dense.ts";
import { dropout } from "../layers/dropout.ts";
import { frameMask } from "../layers/frameMask.ts";
import { layerNorm, layerNormSpecs } from "../layers/layerNorm.ts";
import { maskedBatchNorm } from "../layers/maskedBatchNorm.ts";
import type { Scope } from "../layers/scope.ts";
import { outputLengths, type SpeechModel } from "../tasks/speechModel.ts";
import { outputLength } from "../tasks/subsampling.ts";
import type { DeepSpeechConfig } from "./config.ts";

const glorot = { initializer: { type: "glorot_uniform" } } as const;
const batchNormEpsilon = 1e-3;
const layerNormEpsilon = 1e-6;

/**
 * AlgoPerf's DeepSpeech (after Amodei et al. 2015, arXiv 1512.02595): convolutional subsampling, bidirectional LSTMs and feed-forward layers, each
 * behind a norm and within a residual connection, layer norm and a dense layer to the classes.
 */
export function deepSpeech(config: DeepSpeechConfig): SpeechModel {
  const { width, classes, residual, finalLayerNorm, dropoutRate, batchNormMomentum } = config;
  const activation = config.activation === "tanh" ? tanh : relu;
  const names = (kind: string, count: number) => Array.from({ length: count }, (_, at) => `${kind}${at}`);
  const recurrent = names("lstm", config.recurrentLayers);
  const feedForward = names("feedForward", config.feedForwardLayers);

  const normSpecs = config.norm === "batch" ? batchNormSpecs : layerNormSpecs;
  const normalize = (scope: Scope, name: string, x: Tensor, mask: Tensor) =>
    config.norm === "layer"
      ? layerNorm(scope, `${name}.norm`, x, layerNormEpsilon)
      : maskedBatchNorm(scope, `${name}.norm`, x, {
          mask: reshape(mask, [-1, 1]),
          momentum: batchNormMomentum,
          epsilon: batchNormEpsilon,
        });
  const around = (x: Tensor, y: Tensor) => (residual ? add(x, y) : y);
  const feed = (scope: Scope, name: string, x: Tensor, mask: Tensor) => {
    const normed = normalize(scope, name, x, mask);
    const active = activation(dense(scope, `${name}.dense`, normed));
    return dropout(scope, name, mul(active, reshape(mask, [-1, 1])), dropoutRate);
  };
  return {
    parameterSpecs: [
      ...convSubsamplingSpecs("subsampling", config),
      ...recurrent.flatMap((name) => [
        ...normSpecs(`${name}.norm`, width),
        ...bidirectionalLstmSpecs(name, width, width / 2),
      ]),
      ...feedForward.flatMap((name) => [
        ...normSpecs(`${name}.norm`, width),
        ...denseSpecs(`${name}.dense`, width, width, glorot),
      ]),
      ...(finalLayerNorm ? layerNormSpecs("norm", width) : []),
      ...denseSpecs("output", width, classes, { ...glorot, kind: "output_weight" }),
    ],
    modelStateSpecs:
      config.norm === "layer"
        ? []
        : [...recurrent, ...feedForward].flatMap((name) => batchNormStateSpecs(`${name}.norm`, width)),
    apply(scope, inputs) {
      const [batch, frames] = inputs.features.shape as [number, number];
      const mask = frameMask(outputLengths(inputs.lengths), outputLength(frames));
      const start = dropout(
        scope,
        "subsampling",
        convSubsampling(scope, "subsampling", inputs, activation),
        dropoutRate,
      );
      const read = recurrent.reduce(
        (x, name) => around(x, bidirectionalLstm(scope, name, normalize(scope, name, x, mask), mask)),
        start,
      );
      const end = feedForward.reduce((x, name) => around(x, feed(scope, name, x, mask)), read);
      const normed = finalLayerNorm ? layerNorm(scope, "norm", end, layerNormEpsilon) : end;
      return reshape(dense(scope, "output", normed), [batch, outputLength(frames), classes]);
    },
  };
}

import { add, mul, reshape, type Tensor, tensor, tile } from "@tensorflow/tfjs";
import { batchNormStateSpecs } from "../layers/batchNorm.ts";
import { convSubsampling, convSubsamplingSpecs } from "../layers/convSubsampling.ts";
import { dense, denseSpecs } from "../layers/dense.ts";
import { dropout } from "../layers/dropout.ts";
import { frameMask } from "../layers/frameMask.ts";
import { layerNorm, layerNormSpecs } from "../layers/layerNorm.ts";
import type { Scope } from "../layers/scope.ts";
import { sinusoidalTable } from "../layers/sinusoidalTable.ts";
import { outputLengths, type SpeechModel } from "../tasks/speechModel.ts";
import { outputLength } from "../tasks/subsampling.ts";
import type { ConformerConfig } from "./config.ts";
import {
  convolution,
  convolutionSpecs,
  feedForward,
  feedForwardSpecs,
  selfAttention,
  selfAttentionSpecs,
} from "./modules.ts";

/**
 * AlgoPerf's Conformer (after Gulati et al. 2020, arXiv 2005.08100): convolutional subsampling with sinusoidal positions, then blocks of half a
 * feed-forward module, self-attention, a convolution module and the other half, each added to what it reads; layer norm and a dense layer to
 * the classes. Frames beyond an utterance's end never reach those within it.
 */
export function conformer(config: ConformerConfig): SpeechModel {
  const { width, classes, blockLayerNorm, dropoutRate } = config;
  const names = Array.from({ length: config.blocks }, (_, at) => `block${at}`);

  const block = (scope: Scope, name: string, start: Tensor, mask: Tensor) => {
    const modules = [
      { part: "feedForward0", run: feedForward, share: 0.5 },
      { part: "attention", run: selfAttention, share: 1 },
      { part: "convolution", run: convolution, share: 1 },
      { part: "feedForward1", run: feedForward, share: 0.5 },
    ];
    const end = modules.reduce((rows, { part, run, share }) => {
      const result = dropout(
        scope,
        `${name}.${part}`,
        run(scope, `${name}.${part}`, { rows, mask }, config),
        dropoutRate,
      );
      return add(rows, share === 1 ? result : mul(result, share));
    }, start);
    return blockLayerNorm ? layerNorm(scope, `${name}.norm`, end, 1e-6) : end;
  };
  return {
    parameterSpecs: [
      ...convSubsamplingSpecs("subsampling", config),
      ...names.flatMap((name) => [
        ...feedForwardSpecs(`${name}.feedForward0`, config),
        ...selfAttentionSpecs(`${name}.attention`, config),
        ...convolutionSpecs(`${name}.convolution`, config),
        ...feedForwardSpecs(`${name}.feedForward1`, config),
        ...(blockLayerNorm ? layerNormSpecs(`${name}.norm`, width) : []),
      ]),
      ...layerNormSpecs("norm", width),
      ...denseSpecs("output", width, classes, {
        kind: "output_weight",
        initializer: { type: "glorot_uniform" },
      }),
    ],
    modelStateSpecs: names.flatMap((name) => batchNormStateSpecs(`${name}.convolution.batchNorm`, width)),
    takesFeedback: true,
    apply(scope, inputs) {
      const [batch, room] = inputs.features.shape as [number, number];
      const frames = outputLength(room);
      const mask = frameMask(outputLengths(inputs.lengths), frames);
      const placed = add(
        convSubsampling(scope, "subsampling", inputs),
        tile(tensor(sinusoidalTable(frames, width), [frames, width]), [batch, 1]),
      );
      const start = dropout(scope, "subsampling", placed, dropoutRate);
      const end = names.reduce((rows, name) => block(scope, name, rows, mask), start);
      return reshape(dense(scope, "output", layerNorm(scope, "norm", end, 1e-6)), [batch, frames, classes]);
    },
  };
}

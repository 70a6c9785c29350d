import type { ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import {
  add,
  concat,
  expandDims,
  fill,
  gather,
  matMul,
  mul,
  range,
  reshape,
  type Tensor,
  type Tensor2D,
  tensor2d,
} from "@tensorflow/tfjs";
import { dropout } from "../layers/dropout.ts";
import { embedding } from "../layers/embedding.ts";
import { layerNorm, layerNormSpecs } from "../layers/layerNorm.ts";
import type { Scope } from "../layers/scope.ts";
import { sinusoidalTable } from "../layers/sinusoidalTable.ts";
import type { TranslationModel } from "../tasks/translationModel.ts";
import { keysAndValues, segmentMask } from "./attention.ts";
import { blockSpecs, decoderBlock, encoderBlock, normEpsilon } from "./block.ts";
import type { TransformerConfig } from "./config.ts";

/**
 * The encoder–decoder Transformer of AlgoPerf's wmt (Vaswani et al. 2017, arXiv 1706.03762, with layer norm before each branch): one
 * embedding for sources, targets and, divided by √width, logits; sinusoidal positions; attention without biases.
 */
export function transformer(config: TransformerConfig): TranslationModel {
  const { width, longest } = config;
  const names = (part: string, count: number) => Array.from({ length: count }, (_, at) => `${part}${at}`);
  const encoderBlocks = names("encoder", config.encoderLayers);
  const decoderBlocks = names("decoder", config.decoderLayers);

  const table = sinusoidalTable(longest, width);

  const embed = (scope: Scope, part: string, symbols: Tensor, positions: Tensor) => {
    const places = gather(tensor2d(table, [longest, width]), positions);
    const placed = add(embedding(scope, "embedding", symbols), places);
    return dropout(scope, `${part}.embedding`, placed, config.dropoutRate);
  };
  const finish = (scope: Scope, part: string, x: Tensor) =>
    config.norm === "pre" ? layerNorm(scope, `${part}.norm`, x, normEpsilon) : x;
  const encode = (scope: Scope, sources: Tensor, positions: Tensor, segments: Tensor) => {
    const mask = segmentMask(segments, segments);
    const start = embed(scope, "encoder", sources, positions);
    const end = encoderBlocks.reduce((x, name) => encoderBlock(config, scope, name, x, mask), start);
    return finish(scope, "encoder", end);
  };
  const logitsOf = (scope: Scope, x: Tensor): Tensor2D => {
    const rows = reshape(finish(scope, "decoder", x), [-1, width]);
    if (!config.tied) return scope.linear(rows, "output", matMul) as Tensor2D;
    return scope.linear(mul(rows, 1 / Math.sqrt(width)), "embedding", (x, table) =>
      matMul(x, table, false, true),
    ) as Tensor2D;
  };

  return {
    longest,
    parameterSpecs: parameterSpecs(config, encoderBlocks, decoderBlocks),
    modelStateSpecs: [],
    takesFeedback: true,
    apply(scope, batch) {
      const { sources, sourcePositions, sourceSegments, inputs, targetPositions, targetSegments } = batch;
      const memory = encode(scope, sources, sourcePositions, sourceSegments);
      const mask = segmentMask(targetSegments, targetSegments);
      const sourceMask = segmentMask(targetSegments, sourceSegments);
      const start = embed(scope, "decoder", inputs, targetPositions);
      const end = decoderBlocks.reduce(
        (x, name) =>
          decoderBlock(config, scope, name, x, {
            self: (own) => own,
            selfSight: { mask, causal: true },
            source: keysAndValues(scope, `${name}.cross`, memory),
            sourceMask,
          }),
        start,
      );
      return logitsOf(scope, end);
    },
    startDecoding(scope, sources, segments) {
      const [batch, length] = sources.shape as [number, number];
      const positions = range(0, length, 1, "int32");
      const memory = encode(scope, sources, positions, segments);
      const sourceMask = segmentMask(fill([batch, 1], 1, "int32"), segments);
      const sourceStates = decoderBlocks.flatMap((name) => {
        const { keys, values } = keysAndValues(scope, `${name}.cross`, memory);
        return [keys, values];
      });
      return [sourceMask, ...sourceStates];
    },
    decode(scope, state, tokens, position) {
      const [sourceMask, ...states] = state as [Tensor, ...Tensor[]];
      const after: Tensor[] = [];
      // For every block keys and values of the source and, once there are any, of the target so far.
      const kept = position === 0 ? 2 : 4;
      const positions = fill([1], position, "int32");
      const start = embed(scope, "decoder", expandDims(tokens, 1), positions);
      const end = decoderBlocks.reduce((x, name, at) => {
        const [keys, values, ...before] = states.slice(kept * at, kept * (at + 1)) as [
          Tensor,
          Tensor,
          ...Tensor[],
        ];
        return decoderBlock(config, scope, name, x, {
          self(own) {
            const seen = {
              keys: concat([...before.slice(0, 1), own.keys], 1),
              values: concat([...before.slice(1), own.values], 1),
            };
            after.push(keys, values, seen.keys, seen.values);
            return seen;
          },
          selfSight: {},
          source: { keys, values },
          sourceMask,
        });
      }, start);
      return { logits: logitsOf(scope, end), state: [sourceMask, ...after] };
    },
  };
}

/** The embedding, or the output matrix, comes last. */
function parameterSpecs(
  config: TransformerConfig,
  encoderBlocks: readonly string[],
  decoderBlocks: readonly string[],
): readonly ParameterSpec[] {
  const { vocabulary, width, norm, tied, embeddingDeviation } = config;
  const lastNorm = (part: string) => (norm === "pre" ? layerNormSpecs(`${part}.norm`, width) : []);
  return [
    ...encoderBlocks.flatMap((name) => blockSpecs(config, name, ["self"])),
    ...lastNorm("encoder"),
    ...decoderBlocks.flatMap((name) => blockSpecs(config, name, ["self", "cross"])),
    ...lastNorm("decoder"),
    {
      name: "embedding",
      kind: "embedding",
      shape: [vocabulary, width],
      initializer: { type: "normal", standardDeviation: embeddingDeviation },
    },
    ...(tied
      ? []
      : [
          {
            name: "output",
            kind: "output_weight",
            shape: [width, vocabulary],
            initializer: { type: "fan_in_normal", scale: 1 },
          } as const,
        ]),
  ];
}

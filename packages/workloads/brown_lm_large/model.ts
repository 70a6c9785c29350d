import type { Initializer, ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import { silu } from "@steepest/tensors/operations/activations.ts";
import { add, matMul, mul, reshape, sigmoid, type Tensor } from "@tensorflow/tfjs";
import { dropout } from "../layers/dropout.ts";
import { embedding } from "../layers/embedding.ts";
import { layerNorm, layerNormSpecs } from "../layers/layerNorm.ts";
import type { Model } from "../layers/model.ts";
import { projection, projectionSpec } from "../layers/projection.ts";
import { rmsNorm, rmsNormSpecs } from "../layers/rmsNorm.ts";
import type { Scope } from "../layers/scope.ts";
import { rotaryAttention, rotaryAttentionSpecs } from "./attention.ts";
import type { RotaryDecoderConfig } from "./config.ts";

/**
 * The decoder-only Transformer of AlgoPerf's finewebedu_lm: rotary positions, RMS norm before each branch, queries and keys of length 1,
 * a gated hidden layer, no biases. Inputs [batch, length] of ids; logits [batch · length, vocabulary]. Dropout, which
 * AlgoPerf's has none of, acts on the embedding and on both branches where a submission asks for it.
 */
export function rotaryDecoder(config: RotaryDecoderConfig): Model {
  const { blocks, width } = config;
  const names = Array.from({ length: blocks }, (_, at) => `block${at}`);
  const norm = (scope: Scope, name: string, x: Tensor) =>
    config.norm === "rms" ? rmsNorm(scope, name, x) : layerNorm(scope, name, x);
  const block = (scope: Scope, name: string, x: Tensor) => {
    const drop = (branch: string, y: Tensor) => dropout(scope, `${name}.${branch}`, y, 0);
    const attended = rotaryAttention(config, scope, `${name}.attention`, norm(scope, `${name}.norm1`, x));
    const middle = add(x, drop("attention", attended));
    return add(middle, drop("down", gatedLayer(config, scope, name, norm(scope, `${name}.norm2`, middle))));
  };
  return {
    parameterSpecs: parameterSpecs(config, names),
    noisyOutputs: noisyOutputs(config),
    modelStateSpecs: [],
    takesFeedback: true,
    apply(scope, inputs) {
      const start = dropout(scope, "embedding", embedding(scope, "embedding", inputs), 0);
      const end = names.reduce((x, name) => block(scope, name, x), start);
      const rows = reshape(norm(scope, "norm", end), [-1, width]);
      if (!config.tied) return projection(scope, "output", rows);
      return scope.noisy(rows, (some) =>
        scope.linear(some, "embedding", (x, table) => matMul(x, table, false, true)),
      );
    },
  };
}

/** Numbers that all layers give of a window. */
function noisyOutputs({
  vocabulary,
  length,
  blocks,
  width,
  hidden,
  normalizedQueries,
}: RotaryDecoderConfig): number {
  const block = (normalizedQueries ? 8 : 7) * width + 2 * hidden;
  return length * (2 * width + blocks * block + vocabulary);
}

/** (up · σ(gate)) down, or up · silu(gate): [..., width] to the same. */
function gatedLayer({ gate }: RotaryDecoderConfig, scope: Scope, name: string, x: Tensor): Tensor {
  const opened = projection(scope, `${name}.gate`, x);
  const hidden = mul(projection(scope, `${name}.up`, x), gate === "silu" ? silu(opened) : sigmoid(opened));
  return projection(scope, `${name}.down`, hidden);
}

/** The embedding, or the output matrix, comes last. */
function parameterSpecs(config: RotaryDecoderConfig, names: readonly string[]): readonly ParameterSpec[] {
  const { vocabulary, width, hidden, blocks, deviation, tied } = config;
  const inner: Initializer = { type: "normal", standardDeviation: deviation };
  const last: Initializer = { type: "normal", standardDeviation: deviation / Math.sqrt(2 * blocks) };
  const normSpecs = (name: string) =>
    config.norm === "rms" ? rmsNormSpecs(name, width) : layerNormSpecs(name, width);
  return [
    ...names.flatMap((name) => [
      ...normSpecs(`${name}.norm1`),
      ...rotaryAttentionSpecs(config, `${name}.attention`, { inner, last }),
      ...normSpecs(`${name}.norm2`),
      projectionSpec(`${name}.up`, [width, hidden], "weight", inner),
      projectionSpec(`${name}.gate`, [width, hidden], "weight", inner),
      projectionSpec(`${name}.down`, [hidden, width], "weight", last),
    ]),
    ...normSpecs("norm"),
    { name: "embedding", kind: "embedding", shape: [vocabulary, width], initializer: inner },
    ...(tied ? [] : [projectionSpec("output", [width, vocabulary], "output_weight", inner)]),
  ];
}

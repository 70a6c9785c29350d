import type { Initializer } from "@steepest/core/workload/parameterSpec.ts";
import { add, relu, reshape, type Tensor } from "@tensorflow/tfjs";
import { attentionSpecs, causalAttention } from "../layers/attention.ts";
import { dense, denseSpecs } from "../layers/dense.ts";
import { dropout } from "../layers/dropout.ts";
import { embedding, embeddingSpecs } from "../layers/embedding.ts";
import { layerNorm, layerNormSpecs } from "../layers/layerNorm.ts";
import { inBlock, type Model } from "../layers/model.ts";
import type { Scope } from "../layers/scope.ts";

export interface DecoderConfig {
  readonly symbols: number;
  readonly length: number;
  readonly blocks: number;
  readonly width: number;
  readonly heads: number;
  readonly hidden: number;
  /** On the embedding and on both branches of every block. */
  readonly dropoutRate: number;
}

/**
 * A decoder-only transformer with layer norm before each branch (pre-LN: Xiong et al. 2020, arXiv 2002.04745), learned
 * positions, ReLU, and an output matrix of its own. Inputs [batch, length] of symbols; logits [batch · length, symbols].
 */
export function decoder(config: DecoderConfig): Model {
  const { symbols, length, blocks, width, heads, hidden, dropoutRate } = config;
  const names = Array.from({ length: blocks }, (_, at) => `block${at}`);
  // Branches that end on the residual stream start smaller, as GPT-2's: variance / (2 · blocks).
  const residual: Initializer = { type: "fan_in_normal", scale: 1 / (2 * blocks) };
  const blockSpecs = (name: string) => [
    ...layerNormSpecs(`${name}.norm1`, width),
    ...attentionSpecs(`${name}.attention`, width, residual),
    ...layerNormSpecs(`${name}.norm2`, width),
    ...denseSpecs(`${name}.up`, width, hidden),
    ...denseSpecs(`${name}.down`, hidden, width, { initializer: residual }),
  ];
  const block = (scope: Scope, name: string, x: Tensor) => {
    const batch = (x.shape[0] as number) / length;
    const drop = (branch: string, y: Tensor) => dropout(scope, `${name}.${branch}`, y, dropoutRate);
    const normed = layerNorm(scope, `${name}.norm1`, x);
    const attended = causalAttention(scope, `${name}.attention`, normed, { batch, length, heads });
    const middle = add(x, drop("attention", attended));
    const up = relu(dense(scope, `${name}.up`, layerNorm(scope, `${name}.norm2`, middle)));
    return add(middle, drop("down", dense(scope, `${name}.down`, up)));
  };
  return {
    parameterSpecs: [
      ...inBlock(0, [
        ...embeddingSpecs("embedding", symbols, width),
        ...embeddingSpecs("positions", length, width, "positional"),
      ]),
      ...names.flatMap((name, at) => inBlock(at, blockSpecs(name))),
      ...inBlock(blocks, [
        ...layerNormSpecs("norm", width),
        ...denseSpecs("output", width, symbols, {
          kind: "output_weight",
          initializer: { type: "normal", standardDeviation: 0.02 },
        }),
      ]),
    ],
    edges: names.map(() => width),
    dropping: { shares: shares(config), numbers: names.map(() => length * width) },
    noisyOutputs: length * (2 * width + symbols + blocks * (7 * width + hidden)),
    modelStateSpecs: [],
    takesFeedback: true,
    apply(scope, inputs) {
      const start = (symbolsOf: Tensor) => {
        const embedded = scope.noisy(symbolsOf, (rows) =>
          add(embedding(scope, "embedding", rows), scope.parameter("positions")),
        );
        return dropout(scope, "embedding", reshape(embedded, [-1, width]), dropoutRate);
      };
      const end = names.reduce(
        (x, name, at) => scope.block(x, (some) => block(scope, name, at === 0 ? start(some) : some)),
        inputs,
      );
      return dense(scope, "output", layerNorm(scope, "norm", end));
    },
  };
}

/** What blocks have of the multiplications for a symbol: the last is the output matrix. */
function shares({ symbols, length, blocks, width, hidden }: DecoderConfig): number[] {
  const block = width * (4 * width + 2 * length + 2 * hidden);
  const all = blocks * block + width * symbols;
  return [...Array.from({ length: blocks }, () => block / all), (width * symbols) / all];
}

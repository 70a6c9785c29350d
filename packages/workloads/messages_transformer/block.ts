import type { ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import { add, mul, relu, reshape, type Tensor, tanh } from "@tensorflow/tfjs";
import { dense, denseSpecs } from "../layers/dense.ts";
import { dropout } from "../layers/dropout.ts";
import { layerNorm, layerNormSpecs } from "../layers/layerNorm.ts";
import type { Scope } from "../layers/scope.ts";
import { attend, attentionSpecs, type KeysAndValues, keysAndValues, type Sight } from "./attention.ts";
import type { TransformerConfig } from "./config.ts";

/** As AlgoPerf's. */
export const normEpsilon = 1e-6;

/** The parameters of a block: `branches` of attention, then a dense one, each with its layer norm. */
export function blockSpecs(
  config: TransformerConfig,
  name: string,
  branches: readonly string[],
): readonly ParameterSpec[] {
  const { width, hidden, gated } = config;
  const glorot = { initializer: { type: "glorot_uniform" } } as const;
  return [
    ...branches.flatMap((branch) => [
      ...layerNormSpecs(`${name}.${branch}_norm`, width),
      ...attentionSpecs(`${name}.${branch}`, width),
    ]),
    ...layerNormSpecs(`${name}.dense_norm`, width),
    ...denseSpecs(`${name}.up`, width, hidden, glorot),
    ...(gated ? denseSpecs(`${name}.gate`, width, hidden, glorot) : []),
    ...denseSpecs(`${name}.down`, hidden, width, glorot),
  ];
}

/** A branch around its residual connection, normalized before or after. */
function residual(
  { norm, dropoutRate }: TransformerConfig,
  scope: Scope,
  name: string,
  x: Tensor,
  branch: (x: Tensor) => Tensor,
): Tensor {
  const normed = (y: Tensor) => layerNorm(scope, `${name}_norm`, y, normEpsilon);
  const out = dropout(scope, name, branch(norm === "pre" ? normed(x) : x), dropoutRate);
  return norm === "pre" ? add(x, out) : normed(add(x, out));
}

function denseBranch(config: TransformerConfig, scope: Scope, name: string, x: Tensor): Tensor {
  const rows = reshape(x, [-1, config.width]);
  const up = dense(scope, `${name}.up`, rows);
  const active = config.activation === "relu" ? relu(up) : tanh(up);
  const hidden = config.gated ? mul(active, dense(scope, `${name}.gate`, rows)) : active;
  const dropped = dropout(scope, `${name}.hidden`, hidden, config.dropoutRate);
  return reshape(dense(scope, `${name}.down`, dropped), x.shape);
}

/** A block of the encoder on x [batch, length, width]: every position looks at what the mask permits. */
export function encoderBlock(
  config: TransformerConfig,
  scope: Scope,
  name: string,
  x: Tensor,
  mask: Tensor,
): Tensor {
  const self = `${name}.self`;
  const seen = residual(config, scope, self, x, (y) =>
    attend(config, scope, self, y, keysAndValues(scope, self, y), { mask }),
  );
  return residual(config, scope, `${name}.dense`, seen, (y) => denseBranch(config, scope, name, y));
}

export interface DecoderSight {
  /** What a position sees of the target: by default its own sequence, causally, under the mask. */
  readonly self: (own: KeysAndValues) => KeysAndValues;
  readonly selfSight: Sight;
  /** Keys and values of the encoded source. */
  readonly source: KeysAndValues;
  readonly sourceMask: Tensor;
}

/** A block of the decoder on x [batch, length, width]: the target so far, the source, then a dense branch. */
export function decoderBlock(
  config: TransformerConfig,
  scope: Scope,
  name: string,
  x: Tensor,
  { self, selfSight, source, sourceMask }: DecoderSight,
): Tensor {
  const own = `${name}.self`;
  const cross = `${name}.cross`;
  const seen = residual(config, scope, own, x, (y) =>
    attend(config, scope, own, y, self(keysAndValues(scope, own, y)), selfSight),
  );
  const read = residual(config, scope, cross, seen, (y) =>
    attend(config, scope, cross, y, source, { mask: sourceMask }),
  );
  return residual(config, scope, `${name}.dense`, read, (y) => denseBranch(config, scope, name, y));
}

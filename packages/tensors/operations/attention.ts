import {
  abs,
  cast,
  engine,
  fill,
  greater,
  max,
  maximum,
  type Tensor,
  tidy,
  where,
  zerosLike,
} from "@tensorflow/tfjs";
import {
  attentionProbabilities,
  attentionScores,
  composedAttention,
  composedAttentionSlopes,
  forbidden,
} from "./composedAttention.ts";
import { differentiable } from "./differentiable.ts";
import { hasFusedKernel, runFusedKernel } from "./fusedKernel.ts";
import { requireTensor } from "./requireTensor.ts";

export interface AttentionOptions {
  /** Adjacent heads within the last axis; 1 by default. */
  readonly heads?: number;
  /** A position sees itself and those before it only; queries and keys are equally many then. */
  readonly causal?: boolean;
  /**
   * [masks, 1 or queries, keys], where `masks` divides batch · heads and every mask serves as many neighbours: 1 (all), batch (all
   * heads of one example) or batch · heads. A bool tensor is true where a query may look; a float32 tensor is added to the
   * scores, and −1e29 or less forbids. A constant to the gradient.
   */
  readonly mask?: Tensor;
  /** What scores are multiplied by; 1 / √width by default. */
  readonly scale?: number;
  /** [batch · heads, queries, keys], multiplied with the probabilities: 0 or 1 / (1 − rate). */
  readonly dropout?: Tensor;
}

/** Above so many numbers, probabilities are made again for the gradient and not kept (docs/decisions/0054-probabilities-and-tables.md). */
const mostKept = 2 ** 20;

/** For the gradient alone: where none is asked for, none are kept. */
const keepsProbabilities = (count: number): boolean => engine().isTapeOn() && count <= mostKept;

let watched: ((largest: number) => void) | null = null;

/**
 * Runs something that calls `attention`, and tells of each call the largest absolute score of a query with a key that it may look at: an attention
 * logit. Reads the device, so it is nothing for training.
 */
export function watchAttention<Result>(onLargest: (largest: number) => void, run: () => Result): Result {
  const before = watched;
  watched = onLargest;
  try {
    return run();
  } finally {
    watched = before;
  }
}

/**
 * Scaled dot-product attention (Vaswani et al. 2017, arXiv 1706.03762, eq. 1) of q [batch, queries, heads · width] over k [batch,
 * keys, heads · width] and v [batch, keys, heads · valueWidth]: [batch, queries, heads · valueWidth]. A query that may look
 * at no key gets zeros.
 */
export function attention(q: Tensor, k: Tensor, v: Tensor, options: AttentionOptions = {}): Tensor {
  const { heads = 1, causal = false, dropout } = options;
  requireFitting(q, k, v, heads, options);
  const width = (q.shape[2] as number) / heads;
  if (causal && q.shape[1] !== k.shape[1])
    throw new Error(`attention: causal needs as many queries (${q.shape[1]}) as keys (${k.shape[1]})`);
  if (!Number.isInteger(width)) throw new Error(`attention: ${q.shape[2]} columns are not ${heads} heads`);
  const attributes = { heads, causal, scale: options.scale ?? 1 / Math.sqrt(width) };
  if (watched !== null) {
    const largest = tidy(() => {
      const mask = options.mask === undefined ? undefined : additiveMask(options.mask);
      const scores = attentionScores(q, k, mask, attributes);
      return max(where(greater(scores, forbidden), abs(scores), zerosLike(scores)));
    });
    watched(largest.dataSync()[0] as number);
    largest.dispose();
  }
  const keeps = keepsProbabilities(
    (q.shape[0] as number) * heads * (q.shape[1] as number) * (k.shape[1] as number),
  );
  return differentiable([q, k, v], () => {
    const mask = options.mask === undefined ? undefined : additiveMask(options.mask);
    const run = (): Tensor[] => {
      if (hasFusedKernel("Attention"))
        return runFusedKernel("Attention", { q, k, v, mask, dropout }, { ...attributes, keeps });
      const made = attentionProbabilities(q, k, mask, attributes);
      return [composedAttention(v, made, dropout, heads), ...(keeps ? [made] : [])];
    };
    const [value, kept] = run();
    return {
      value: value as Tensor,
      // Of probabilities that were not kept, what they are made of again.
      saved: [q, k, v, ...(kept ? [kept] : mask ? [mask] : []), ...(dropout ? [dropout] : [])],
      gradient: (dy, saved) => {
        const [query, key, values, ...others] = saved as [Tensor, Tensor, Tensor, ...Tensor[]];
        const inputs = {
          ...{ q: query, k: key, v: values, dy },
          mask: kept || !mask ? undefined : others[0],
          probabilities: kept ? others[0] : undefined,
          dropout: dropout ? others.at(-1) : undefined,
        };
        if (hasFusedKernel("AttentionGrad")) return runFusedKernel("AttentionGrad", inputs, attributes);
        const probabilities =
          inputs.probabilities ?? attentionProbabilities(query, key, inputs.mask, attributes);
        return composedAttentionSlopes({ ...inputs, probabilities }, attributes);
      },
    };
  });
}

function requireFitting(q: Tensor, k: Tensor, v: Tensor, heads: number, options: AttentionOptions): void {
  requireTensor("q", q, [null, null, null]);
  const [batch, queries, columns] = q.shape as [number, number, number];
  requireTensor("k", k, [batch, null, columns]);
  const keys = k.shape[1] as number;
  requireTensor("v", v, [batch, keys, null]);
  if ((v.shape[2] as number) % heads !== 0)
    throw new Error(`attention: ${v.shape[2]} columns of v are not ${heads} heads`);
  const { mask, dropout } = options;
  if (dropout) requireTensor("dropout", dropout, [batch * heads, queries, keys]);
  if (!mask) return;
  requireTensor("mask", mask, [null, null, keys], mask.dtype);
  const [masks, rows] = mask.shape as [number, number];
  if ((batch * heads) % masks !== 0 || (rows !== 1 && rows !== queries))
    throw new Error(
      `attention: a mask of [${mask.shape}] for ${batch} · ${heads} heads of ${queries} queries`,
    );
}

/** A finite float32 mask: infinities have no place in the arithmetic of all backends. */
function additiveMask(mask: Tensor): Tensor {
  if (mask.dtype !== "bool") return maximum(cast(mask, "float32"), -1e30);
  const zeros = zerosLike(cast(mask, "float32"));
  return where(mask, zeros, fill(mask.shape, -1e30));
}

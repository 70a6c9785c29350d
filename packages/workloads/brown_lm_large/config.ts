/** A decoder-only Transformer with rotary positions and RMS norms. */
export interface RotaryDecoderConfig {
  readonly vocabulary: number;
  /** Ids of a window. */
  readonly length: number;
  readonly blocks: number;
  readonly width: number;
  readonly heads: number;
  /** Of the gated hidden layer (GLU: Dauphin et al. 2016, arXiv 1612.08083; with SiLU: Shazeer 2020, arXiv 2002.05202). */
  readonly hidden: number;
  readonly gate: "sigmoid" | "silu";
  readonly norm: "rms" | "layer";
  /** Queries and keys of length 1, times a learned number (Henry et al. 2020, arXiv 2010.04245); else scores by 1 / √width. */
  readonly normalizedQueries: boolean;
  /** Base of the rotation's wavelengths. */
  readonly rotaryBase: number;
  /** Whether logits are taken with the embedding. */
  readonly tied: boolean;
  /** Standard deviation of all matrices; those that end a branch are smaller by √(2 · blocks). */
  readonly deviation: number;
}

const algoperf: RotaryDecoderConfig = {
  vocabulary: 50_257,
  length: 1024,
  blocks: 12,
  width: 1024,
  heads: 8,
  hidden: 4096,
  gate: "sigmoid",
  norm: "rms",
  normalizedQueries: true,
  rotaryBase: 500_000,
  tied: true,
  deviation: 0.02,
};

export const configs: { readonly standard: RotaryDecoderConfig; readonly algoperf: RotaryDecoderConfig } = {
  algoperf,
  standard: { ...algoperf, vocabulary: 1024, length: 64, blocks: 3, width: 64, heads: 4, hidden: 256 },
};

/** Held-out variants, as patches of the standard configuration. */
export const variants: Readonly<Record<string, Partial<RotaryDecoderConfig>>> = {
  silu_gate: { gate: "silu" },
  layer_norm: { norm: "layer" },
  plain_attention: { normalizedQueries: false },
  untied: { tied: false },
};

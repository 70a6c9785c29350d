/** An encoder–decoder Transformer, and how it is trained by default. */
export interface TransformerConfig {
  /** Ids of the shared vocabulary. */
  readonly vocabulary: number;
  /** Ids of a training row, into which sentences are packed; longer sentences are not trained on. */
  readonly rowLength: number;
  /** Longest translation in ids, and the positions that there are. */
  readonly longest: number;
  readonly width: number;
  readonly heads: number;
  readonly hidden: number;
  readonly encoderLayers: number;
  readonly decoderLayers: number;
  readonly activation: "relu" | "tanh";
  /** Whether the hidden layer is multiplied by a second, linear one (GLU: Dauphin et al. 2016, arXiv 1612.08083). */
  readonly gated: boolean;
  /** Layer norm before each branch (Xiong et al. 2020, arXiv 2002.04745) or after its sum with the input. */
  readonly norm: "pre" | "post";
  /** What attention scores are multiplied by beside 1 / √width. */
  readonly attentionTemperature: number;
  /** Whether logits are taken with the embedding, divided by √width, or with a matrix of their own. */
  readonly tied: boolean;
  readonly embeddingDeviation: number;
  readonly dropoutRate: number;
  /** Whether dropout also acts on attention probabilities. */
  readonly attentionDropout: boolean;
  readonly labelSmoothing: number;
}

const algoperf: TransformerConfig = {
  vocabulary: 32_000,
  rowLength: 256,
  longest: 256,
  width: 1024,
  heads: 16,
  hidden: 1024,
  encoderLayers: 6,
  decoderLayers: 6,
  activation: "relu",
  gated: false,
  norm: "pre",
  attentionTemperature: 1,
  tied: true,
  embeddingDeviation: 1,
  dropoutRate: 0.1,
  attentionDropout: true,
  labelSmoothing: 0.1,
};

export const configs: { readonly standard: TransformerConfig; readonly algoperf: TransformerConfig } = {
  algoperf,
  standard: {
    ...algoperf,
    vocabulary: 1024,
    rowLength: 64,
    longest: 128,
    width: 64,
    heads: 4,
    hidden: 128,
    encoderLayers: 2,
    decoderLayers: 2,
    // Masks would cost a third of a step, and the few epochs of a run do not fit the data by heart.
    dropoutRate: 0,
    attentionDropout: false,
  },
};

/** Held-out variants, as patches of the standard configuration: AlgoPerf's three, and one of our own. */
export const variants: Readonly<Record<string, Partial<TransformerConfig>>> = {
  post_ln: { norm: "post" },
  attention_temperature: { attentionTemperature: 4 },
  glu_tanh: { activation: "tanh", gated: true },
  untied: { tied: false },
};

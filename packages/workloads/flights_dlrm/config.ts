import { categoryNames, numberNames } from "../datasets/flights/flightFeatures.ts";

/** A DLRM. Residual connections stand around every hidden layer that is as wide as its input. */
export interface DlrmConfig {
  /** Numeric and categorical features of an example. */
  readonly numbers: number;
  readonly categories: number;
  /** Rows of the embedding table, which all categorical features share. */
  readonly vocabulary: number;
  /** Parameters that the table is cut into. */
  readonly chunks: number;
  /** Numbers in an embedding; with dot interaction also the bottom perceptron's output. */
  readonly width: number;
  /** Widths of the hidden layers. */
  readonly bottom: readonly number[];
  readonly top: readonly number[];
  readonly interaction: "dot" | "concatenation";
  readonly residual: boolean;
  /** After every hidden layer and on the embeddings. */
  readonly layerNorm: boolean;
  /** Embeddings start uniform between 0 and this; null: 1 / √vocabulary. */
  readonly embeddingScale: number | null;
  /** Before the output. */
  readonly dropoutRate: number;
}

const standard: DlrmConfig = {
  numbers: numberNames.length,
  categories: categoryNames.length,
  vocabulary: 32_768,
  chunks: 1,
  width: 32,
  bottom: [128, 64, 32],
  top: [256, 256, 128],
  interaction: "dot",
  residual: false,
  layerNorm: false,
  embeddingScale: null,
  dropoutRate: 0,
};

/** AlgoPerf v0.6's DLRMsmall of criteo1tb, its table in four chunks as in their PyTorch model. */
const algoperf: DlrmConfig = {
  ...standard,
  numbers: 13,
  categories: 26,
  vocabulary: 4_194_304,
  chunks: 4,
  width: 128,
  bottom: [512, 256, 128],
  top: [1024, 1024, 512, 256],
};

export const configs = { standard, algoperf };

/** Held-out variants: AlgoPerf's three of criteo1tb, as patches of the standard configuration. */
export const variants: Readonly<Record<string, Partial<DlrmConfig>>> = {
  layer_norm: { layerNorm: true },
  residual: {
    residual: true,
    interaction: "concatenation",
    bottom: [128, 128, 128],
    top: [128, 128, 128, 128],
  },
  embedding_init: { embeddingScale: 1 },
};

import type { CropAugmentation } from "../images/randomCrop.ts";

export interface VisionTransformerConfig {
  /** Height and width of the images; a multiple of `patchSize`. */
  readonly imageSize: number;
  readonly imageChannels: number;
  readonly classes: number;
  readonly patchSize: number;
  /** A multiple of four times an even number (positions) and of `heads`. */
  readonly width: number;
  readonly blocks: number;
  readonly heads: number;
  /** Units between the two matrices of the MLP. */
  readonly hidden: number;
  /** Multiplies the MLP's hidden units with a linear function of themselves. */
  readonly gatedMlp: boolean;
  /** Layer norm before each branch and at the end, or after each sum. */
  readonly norm: "pre" | "post";
  /** Mean over the positions, or attention of one learned query to them (MAP: Zhai et al. 2021, arXiv 2106.04560). */
  readonly pooling: "mean" | "attention";
  /** Of embedding, attention probabilities, MLP and branches, where a submission sets no rate. */
  readonly dropoutRate: number;
  /** Of training images; null takes them as they are. */
  readonly augmentation: CropAugmentation | null;
}

/** `standard`: for 28 × 28 drawings. `algoperf`: ViT S/16 as in AlgoPerf v0.6's imagenet_vit. */
export const configs: Readonly<Record<"standard" | "algoperf", VisionTransformerConfig>> = {
  standard: {
    imageSize: 28,
    imageChannels: 1,
    classes: 69,
    patchSize: 7,
    width: 64,
    blocks: 2,
    heads: 4,
    hidden: 256,
    gatedMlp: false,
    norm: "pre",
    pooling: "mean",
    dropoutRate: 0,
    augmentation: null,
  },
  algoperf: {
    imageSize: 224,
    imageChannels: 3,
    classes: 1000,
    patchSize: 16,
    width: 384,
    blocks: 12,
    heads: 6,
    hidden: 1536,
    gatedMlp: false,
    norm: "pre",
    pooling: "mean",
    dropoutRate: 0,
    augmentation: { minimumArea: 0.08, flip: true },
  },
};

/** Held-out variants, as patches of the standard configuration. The first three are AlgoPerf v0.5's own. */
export const variants: Readonly<Record<string, Partial<VisionTransformerConfig>>> = {
  glu: { gatedMlp: true },
  post_layer_norm: { norm: "post" },
  map_head: { pooling: "attention" },
  augmented: { augmentation: { minimumArea: 0.5, flip: true } },
};

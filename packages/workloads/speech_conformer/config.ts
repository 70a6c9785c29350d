import { bandCount } from "../datasets/flite/dataset.ts";
import { classCount } from "../datasets/flite/phones.ts";
import type { SpecAugment } from "../tasks/specAugment.ts";

export interface ConformerConfig {
  /** Mel bands of the features, a multiple of 4. */
  readonly bands: number;
  readonly classes: number;
  /** Of the subsampling's convolutions. */
  readonly channels: number;
  readonly width: number;
  readonly heads: number;
  readonly blocks: number;
  /** Units of a feed-forward module, in widths. */
  readonly expansion: number;
  /** Frames that the convolution modules see at once. */
  readonly kernelSize: number;
  /** Of feed-forward and convolution modules. */
  readonly activation: "silu" | "gelu";
  /** What the result of attention is multiplied by (AlgoPerf's `attention_temperature`). */
  readonly attentionTemperature: number;
  /** Layer norm at the end of every block. */
  readonly blockLayerNorm: boolean;
  /** After the subsampling and every module. */
  readonly dropoutRate: number;
  /** Share of the running statistics that one training step keeps. */
  readonly batchNormMomentum: number;
  readonly augmentation: SpecAugment | null;
}

const standard: ConformerConfig = {
  bands: bandCount,
  classes: classCount,
  channels: 16,
  width: 64,
  heads: 4,
  blocks: 2,
  expansion: 2,
  kernelSize: 5,
  activation: "silu",
  attentionTemperature: 1,
  blockLayerNorm: true,
  dropoutRate: 0,
  batchNormMomentum: 0.95,
  augmentation: { bandMasks: 1, bandLimit: 7, timeMasks: 1, timeLimit: 0.08 },
};

/** AlgoPerf's librispeech_conformer, v0.6. */
const algoperf: ConformerConfig = {
  bands: 80,
  classes: 1024,
  channels: 512,
  width: 512,
  heads: 8,
  blocks: 4,
  expansion: 4,
  kernelSize: 5,
  activation: "silu",
  attentionTemperature: 1,
  blockLayerNorm: true,
  dropoutRate: 0.1,
  batchNormMomentum: 0.999,
  augmentation: { bandMasks: 2, bandLimit: 27, timeMasks: 10, timeLimit: 0.05 },
};

export const configs = { standard, algoperf } as const;

/** AlgoPerf v0.5's held-out variants of this workload. */
export const variants: Readonly<Record<string, Partial<ConformerConfig>>> = {
  attention_temperature: { attentionTemperature: 1.6 },
  no_block_layer_norm: { blockLayerNorm: false },
  gelu: { activation: "gelu" },
};

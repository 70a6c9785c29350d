import { bandCount } from "../datasets/flite/dataset.ts";
import { classCount } from "../datasets/flite/phones.ts";
import type { SpecAugment } from "../tasks/specAugment.ts";

export interface DeepSpeechConfig {
  /** Mel bands of the features, a multiple of 4. */
  readonly bands: number;
  readonly classes: number;
  /** Of the subsampling's convolutions. */
  readonly channels: number;
  /** Even: half of it for each direction. */
  readonly width: number;
  readonly recurrentLayers: number;
  readonly feedForwardLayers: number;
  /** Of convolutions and feed-forward layers. */
  readonly activation: "relu" | "tanh";
  /** Around every recurrent and feed-forward layer. */
  readonly residual: boolean;
  /** Before every recurrent and feed-forward layer. */
  readonly norm: "batch" | "layer";
  /** Before the last dense layer. */
  readonly finalLayerNorm: boolean;
  /** After the subsampling and every feed-forward layer. */
  readonly dropoutRate: number;
  /** Share of the running statistics that one training step keeps. */
  readonly batchNormMomentum: number;
  readonly augmentation: SpecAugment | null;
}

const standard: DeepSpeechConfig = {
  bands: bandCount,
  classes: classCount,
  channels: 16,
  width: 96,
  recurrentLayers: 2,
  feedForwardLayers: 1,
  activation: "relu",
  residual: true,
  norm: "batch",
  finalLayerNorm: true,
  dropoutRate: 0,
  batchNormMomentum: 0.95,
  augmentation: { bandMasks: 1, bandLimit: 7, timeMasks: 1, timeLimit: 0.08 },
};

/** AlgoPerf's librispeech_deepspeech, v0.6. */
const algoperf: DeepSpeechConfig = {
  bands: 80,
  classes: 1024,
  channels: 512,
  width: 512,
  recurrentLayers: 6,
  feedForwardLayers: 3,
  activation: "relu",
  residual: true,
  norm: "batch",
  finalLayerNorm: true,
  dropoutRate: 0.1,
  batchNormMomentum: 0.999,
  augmentation: { bandMasks: 2, bandLimit: 27, timeMasks: 10, timeLimit: 0.05 },
};

export const configs = { standard, algoperf } as const;

/** AlgoPerf v0.5's held-out variants of this workload. */
export const variants: Readonly<Record<string, Partial<DeepSpeechConfig>>> = {
  tanh: { activation: "tanh" },
  no_residual: { residual: false },
  norm_and_augmentation: {
    norm: "layer",
    finalLayerNorm: false,
    augmentation: { bandMasks: 2, bandLimit: 7, timeMasks: 2, timeLimit: 0.08 },
  },
};

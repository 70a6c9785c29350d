import type { CropAugmentation } from "../images/randomCrop.ts";
import type { ActivationName } from "../layers/activation.ts";

/** Blocks of the same channels; the first one halves height and width where `stride` is 2. */
export interface ResnetStage {
  /** Of the block's 3 × 3 convolutions; a bottleneck block puts out four times as many. */
  readonly channels: number;
  readonly blocks: number;
  readonly stride: 1 | 2;
}

export interface ResnetConfig {
  /** Height and width of the images. */
  readonly imageSize: number;
  readonly imageChannels: number;
  readonly classes: number;
  /** The first convolution, with batch norm and activation, and perhaps a 3 × 3 max pooling of stride 2. */
  readonly stem: {
    readonly channels: number;
    readonly size: number;
    readonly stride: 1 | 2;
    readonly maxPool: boolean;
  };
  /** Two 3 × 3 convolutions, or 1 × 1, 3 × 3, 1 × 1. */
  readonly block: "basic" | "bottleneck";
  readonly stages: readonly ResnetStage[];
  readonly activation: ActivationName;
  /** What the scale of a block's last batch norm starts from: 0 makes every block start as (nearly) the identity. */
  readonly lastNormScale: number;
  /** Of training images; null takes them as they are. */
  readonly augmentation: CropAugmentation | null;
}

/** `standard`: for 28 × 28 drawings. `algoperf`: ResNet-50 v1.5 as in AlgoPerf v0.6's imagenet_resnet. */
export const configs: Readonly<Record<"standard" | "algoperf", ResnetConfig>> = {
  standard: {
    imageSize: 28,
    imageChannels: 1,
    classes: 69,
    stem: { channels: 16, size: 3, stride: 2, maxPool: false },
    block: "basic",
    stages: [
      { channels: 16, blocks: 1, stride: 1 },
      { channels: 32, blocks: 1, stride: 2 },
      { channels: 64, blocks: 1, stride: 2 },
    ],
    activation: "relu",
    lastNormScale: 0,
    augmentation: null,
  },
  algoperf: {
    imageSize: 224,
    imageChannels: 3,
    classes: 1000,
    stem: { channels: 64, size: 7, stride: 2, maxPool: true },
    block: "bottleneck",
    stages: [
      { channels: 64, blocks: 3, stride: 1 },
      { channels: 128, blocks: 4, stride: 2 },
      { channels: 256, blocks: 6, stride: 2 },
      { channels: 512, blocks: 3, stride: 2 },
    ],
    activation: "relu",
    lastNormScale: 0,
    augmentation: { minimumArea: 0.08, flip: true },
  },
};

/** Held-out variants, as patches of the standard configuration. The first three are AlgoPerf v0.5's own. */
export const variants: Readonly<Record<string, Partial<ResnetConfig>>> = {
  silu: { activation: "silu" },
  gelu: { activation: "gelu" },
  large_bn_init: { lastNormScale: 8 },
  augmented: { augmentation: { minimumArea: 0.5, flip: true } },
};

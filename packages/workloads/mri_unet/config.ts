/** A U-Net, and how its layers are made. */
export interface UNetConfig {
  /** Of the first block; every level below has twice as many. */
  readonly channels: number;
  /** Levels below the first: pooling layers on the way down, transposed convolutions on the way up. */
  readonly pools: number;
  readonly activation: "leaky_relu" | "tanh";
  /**
   * `instance`: every channel of every image by itself, without parameters. `layer`: every image as a whole, then a scale and a bias for each
   * channel.
   */
  readonly norm: "instance" | "layer";
  /** Of whole channels, after every activation of a 3 × 3 convolution. */
  readonly dropoutRate: number;
  /** Variance of the convolutions' initial weights, times their fan-in. */
  readonly initializerScale: number;
}

const standard: UNetConfig = {
  channels: 8,
  pools: 3,
  activation: "leaky_relu",
  norm: "instance",
  dropoutRate: 0,
  initializerScale: 1,
};

export const configs = {
  standard,
  /** AlgoPerf v0.6's `fastmri`, for images of 320 × 320. */
  algoperf: { ...standard, channels: 32, pools: 4 },
} as const satisfies Record<string, UNetConfig>;

/** Held-out variants as changes of the standard configuration: AlgoPerf v0.5's, `model_size` in the same proportion. */
export const variants: Readonly<Record<"model_size" | "tanh" | "layernorm", Partial<UNetConfig>>> = {
  model_size: { channels: 16, pools: 2 },
  tanh: { activation: "tanh" },
  layernorm: { norm: "layer" },
};

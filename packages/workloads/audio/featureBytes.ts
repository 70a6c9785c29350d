/** What one step of a feature's byte is, in standard deviations, and the byte that stands for the mean. */
const step = 1 / 32;
const zeroByte = 128;

/** The byte of a standardized feature, the nearest one from −4 to 3.97 standard deviations. */
export const byteOf = (score: number): number =>
  Math.max(0, Math.min(255, Math.round(score / step) + zeroByte));

/** The standardized feature that every byte stands for. */
export const featureValues: Float32Array = Float32Array.from(
  { length: 256 },
  (_, byte) => (byte - zeroByte) * step,
);

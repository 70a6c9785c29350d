/** One example: what the model sees and what it should answer, in standard deviations of the reconstruction. */
export interface ReconstructionExample {
  readonly input: Float64Array;
  readonly target: Float64Array;
  /** Of the reconstruction's magnitudes; both images were shifted and scaled by them. */
  readonly mean: number;
  readonly deviation: number;
}

/** Normalized magnitudes are cut at ± this, as in AlgoPerf. */
export const normalizedLimit = 6;

/**
 * AlgoPerf's normalization: reconstruction and target are shifted by the *reconstruction's* mean, divided by its standard deviation (nothing of the
 * target is needed), and cut at ±6.
 */
export function normalizeExample(reconstruction: Float64Array, target: Float64Array): ReconstructionExample {
  const count = reconstruction.length;
  const mean = reconstruction.reduce((sum, value) => sum + value, 0) / count;
  const squares = reconstruction.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  const deviation = Math.sqrt(squares / count);
  const normalized = (values: Float64Array) =>
    values.map((value) => Math.min(normalizedLimit, Math.max(-normalizedLimit, (value - mean) / deviation)));
  return { input: normalized(reconstruction), target: normalized(target), mean, deviation };
}

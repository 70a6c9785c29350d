import { byteOf } from "../../../audio/featureBytes.ts";

/** Of every mel band over all frames. */
export interface BandStatistics {
  readonly means: Float64Array;
  readonly deviations: Float64Array;
}

/** Mean and standard deviation of each band over the frames [frames · bands] of all utterances. */
export function bandStatistics(utterances: readonly Float64Array[], bands: number): BandStatistics {
  const frames = utterances.reduce((total, features) => total + features.length / bands, 0);
  const means = new Float64Array(bands);
  const squares = new Float64Array(bands);
  for (const features of utterances) {
    for (const [at, value] of features.entries())
      means[at % bands] = (means[at % bands] as number) + value / frames;
  }
  for (const features of utterances) {
    for (const [at, value] of features.entries()) {
      const band = at % bands;
      const difference = value - (means[band] as number);
      squares[band] = (squares[band] as number) + (difference * difference) / frames;
    }
  }
  return { means, deviations: squares.map(Math.sqrt) };
}

/** The bytes of standardized features, one utterance after another. */
export function quantize(
  utterances: readonly Float64Array[],
  { means, deviations }: BandStatistics,
): Uint8Array {
  const bytes = new Uint8Array(utterances.reduce((total, features) => total + features.length, 0));
  let to = 0;
  for (const features of utterances) {
    for (const [at, value] of features.entries()) {
      const band = at % means.length;
      bytes[to++] = byteOf((value - (means[band] as number)) / (deviations[band] as number));
    }
  }
  return bytes;
}

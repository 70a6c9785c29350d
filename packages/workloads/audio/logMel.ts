import { log } from "@steepest/base/math/log.ts";
import { rootsOfUnity } from "@steepest/tensors/operations/rootsOfUnity.ts";
import { createPowerSpectra } from "./powerSpectra.ts";

/** AlgoPerf's frames at 16,000 samples a second: 25 ms (and one sample for the pre-emphasis) every 10 ms. */
export const sampleRate = 16_000;
const [frameSize, frameStep] = [400, 160];
const transformSize = 512;
const preEmphasis = 0.97;
/** Hertz, where the lowest band starts and the highest ends. */
const [lowestFrequency, highestFrequency] = [125, 7600];
const floor = 1e-5;

/** How many whole frames there are. */
export const frameCount = (samples: number): number =>
  Math.max(0, Math.floor((samples - frameSize - 1) / frameStep) + 1);

/**
 * Log-mel features of 16-bit samples as AlgoPerf's (librispeech_preprocessor): HTK's pre-emphasis, Hann window, power spectrum, `bands` triangles on
 * the mel scale, natural logarithm of at least 10⁻⁵: [frames · bands]. Not normalized. Numbers are the same in every engine.
 */
export function logMel(samples: Int16Array, bands: number): Float64Array {
  const frames = frameCount(samples.length);
  const features = new Float64Array(frames * bands);
  const signals = [new Float64Array(transformSize), new Float64Array(transformSize)] as const;
  const powers = [new Float64Array(bins), new Float64Array(bins)] as const;
  const triangles = trianglesOf(bands);
  for (let frame = 0; frame < frames; frame += 2) {
    for (const [at, signal] of signals.entries()) windowed(samples, frame + at, frames, signal);
    powerSpectra(signals[0], signals[1], powers[0], powers[1]);
    for (let at = 0; at < 2 && frame + at < frames; at++) {
      const power = powers[at] as Float64Array;
      for (const [band, { start, weights }] of triangles.entries()) {
        let energy = 0;
        for (let k = 0; k < weights.length; k++)
          energy += (weights[k] as number) * (power[start + k] as number);
        features[(frame + at) * bands + band] = log(Math.max(energy, floor));
      }
    }
  }
  return features;
}

const bins = transformSize / 2 + 1;
const powerSpectra = createPowerSpectra(transformSize);
/** 0.5 − 0.5 cos(2πn / 400) */
const hann = rootsOfUnity(frameSize)
  .slice(0, frameSize)
  .map((cosine) => 0.5 - 0.5 * cosine);

/** Writes the pre-emphasized, windowed frame of samples in [−1, 1); zeros beyond the last frame. */
function windowed(samples: Int16Array, frame: number, frames: number, out: Float64Array): void {
  out.fill(0);
  if (frame >= frames) return;
  const start = frame * frameStep;
  for (let n = 0; n < frameSize; n++) {
    const sample = samples[start + n] as number;
    const before = n === 0 ? sample : (samples[start + n - 1] as number);
    out[n] = ((sample - preEmphasis * before) / 32_768) * (hann[n] as number);
  }
}

interface Triangle {
  /** The first bin with a weight. */
  readonly start: number;
  readonly weights: Float64Array;
}

const triangleCache = new Map<number, readonly Triangle[]>();

/** Triangles whose slopes are straight on the mel scale, 1127 ln(1 + f / 700); the constant bin belongs to none. */
function trianglesOf(bands: number): readonly Triangle[] {
  const kept = triangleCache.get(bands);
  if (kept !== undefined) return kept;
  const mel = (hertz: number) => 1127 * log(1 + hertz / 700);
  const [from, to] = [mel(lowestFrequency), mel(highestFrequency)];
  const edge = (at: number) => from + ((to - from) * at) / (bands + 1);
  const triangles = Array.from({ length: bands }, (_, band) => {
    const [lower, centre, upper] = [edge(band), edge(band + 1), edge(band + 2)];
    const weightOf = (bin: number) => {
      const at = mel((bin * sampleRate) / transformSize);
      return Math.max(0, Math.min((at - lower) / (centre - lower), (upper - at) / (upper - centre)));
    };
    const all = Float64Array.from({ length: bins }, (_, bin) => (bin === 0 ? 0 : weightOf(bin)));
    const start = all.findIndex((weight) => weight > 0);
    // Narrow low bands may hold no bin at all: their energy is 0.
    if (start < 0) return { start: 0, weights: new Float64Array(0) };
    return { start, weights: all.slice(start, all.findLastIndex((weight) => weight > 0) + 1) };
  });
  triangleCache.set(bands, triangles);
  return triangles;
}

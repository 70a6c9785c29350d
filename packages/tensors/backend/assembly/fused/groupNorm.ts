import { multiplyAdd } from "../multiplyAdd";
import { storePair } from "../storePair";
import { blockPositions, sumChannels, sumProducts, sumSquares } from "./channelSums";
import { bytes, read, write } from "./lanes";

/** Every channel of a group gets the mean of all the group's numbers, of which `totals` has the sums per channel. */
function meansOfGroups(totals: usize, means: usize, channels: i32, groups: i32, positions: i32): void {
  const wide = channels / groups;
  const count = <f32>wide * <f32>positions;
  for (let first = 0; first < channels; first += wide) {
    let total: f32 = 0;
    for (let channel = first; channel < first + wide; channel++) total += load<f32>(totals + bytes(channel));
    for (let channel = first; channel < first + wide; channel++) store<f32>(means + bytes(channel), total / count);
  }
}

/** y = (x − centres[c]) · gains[c] + shifts[c]. */
function scaleChannels(
  x: usize,
  y: usize,
  centres: usize,
  gains: usize,
  shifts: usize,
  positions: i32,
  channels: i32,
): void {
  const step = bytes(channels);
  for (let first = 0; first < positions; first += blockPositions) {
    const end = x + <usize>min(blockPositions, positions - first) * step;
    let channel = 0;
    for (; channel + 8 <= channels; channel += 8) {
      const offset = bytes(channel);
      const centre = v128.load(centres + offset);
      const centre1 = v128.load(centres + offset, 16);
      const gain = v128.load(gains + offset);
      const gain1 = v128.load(gains + offset, 16);
      const shift = v128.load(shifts + offset);
      const shift1 = v128.load(shifts + offset, 16);
      let out = y + offset;
      for (let row = x + offset; row < end; row += step, out += step) {
        const low = multiplyAdd(f32x4.sub(v128.load(row), centre), gain, shift);
        const high = multiplyAdd(f32x4.sub(v128.load(row, 16), centre1), gain1, shift1);
        storePair(out, low, high);
      }
    }
    for (; channel < channels; channel += 4) {
      const lanes = min(4, channels - channel);
      const offset = bytes(channel);
      const centre = read(centres + offset, lanes);
      const gain = read(gains + offset, lanes);
      const shift = read(shifts + offset, lanes);
      let out = y + offset;
      for (let row = x + offset; row < end; row += step, out += step)
        write(out, multiplyAdd(f32x4.sub(read(row, lanes), centre), gain, shift), lanes);
    }
    y += end - x;
    x = end;
  }
}

/**
 * Group norm (arXiv 1803.08494) of x [images, positions, channels]: mean and biased variance of every image's groups of adjacent
 * channels, which go to `means` and `variances` [images, groups]. One group a channel is instance norm, and that with all positions
 * as one image's is batch norm. `scale`, `bias` [channels]; `work` has 4 · channels numbers of room.
 */
export function normalizeGroups(
  x: usize,
  scale: usize,
  bias: usize,
  y: usize,
  means: usize,
  variances: usize,
  work: usize,
  images: i32,
  positions: i32,
  channels: i32,
  groups: i32,
  epsilon: f32,
): void {
  const totals = work;
  const centres = work + bytes(channels);
  const gains = work + bytes(2 * channels);
  const wide = channels / groups;
  const image = bytes(positions) * <usize>channels;
  for (let at = 0; at < images; at++, x += image, y += image, means += bytes(groups), variances += bytes(groups)) {
    sumChannels(x, totals, positions, channels);
    meansOfGroups(totals, centres, channels, groups, positions);
    sumSquares(x, centres, totals, positions, channels);
    meansOfGroups(totals, gains, channels, groups, positions);
    for (let channel = 0; channel < channels; channel++) {
      const variance = load<f32>(gains + bytes(channel));
      if (channel % wide == 0) {
        store<f32>(means + bytes(channel / wide), load<f32>(centres + bytes(channel)));
        store<f32>(variances + bytes(channel / wide), variance);
      }
      const gain = load<f32>(scale + bytes(channel)) / sqrt<f32>(variance + epsilon);
      store<f32>(gains + bytes(channel), gain);
    }
    scaleChannels(x, y, centres, gains, bias, positions, channels);
  }
}

/** dx = dy · gains[c] + (x − centres[c]) · slopes[c] + shifts[c]. */
function combineChannels(
  x: usize,
  dy: usize,
  dx: usize,
  centres: usize,
  gains: usize,
  slopes: usize,
  shifts: usize,
  positions: i32,
  channels: i32,
): void {
  const step = bytes(channels);
  for (let first = 0; first < positions; first += blockPositions) {
    const end = x + <usize>min(blockPositions, positions - first) * step;
    let channel = 0;
    for (; channel + 8 <= channels; channel += 8) {
      const offset = bytes(channel);
      const centre = v128.load(centres + offset);
      const centre1 = v128.load(centres + offset, 16);
      const gain = v128.load(gains + offset);
      const gain1 = v128.load(gains + offset, 16);
      const slope = v128.load(slopes + offset);
      const slope1 = v128.load(slopes + offset, 16);
      const shift = v128.load(shifts + offset);
      const shift1 = v128.load(shifts + offset, 16);
      let upstream = dy + offset;
      let out = dx + offset;
      for (let row = x + offset; row < end; row += step, upstream += step, out += step) {
        const low = multiplyAdd(f32x4.sub(v128.load(row), centre), slope, shift);
        const high = multiplyAdd(f32x4.sub(v128.load(row, 16), centre1), slope1, shift1);
        const low1 = multiplyAdd(v128.load(upstream), gain, low);
        const high1 = multiplyAdd(v128.load(upstream, 16), gain1, high);
        storePair(out, low1, high1);
      }
    }
    for (; channel < channels; channel += 4) {
      const lanes = min(4, channels - channel);
      const offset = bytes(channel);
      const centre = read(centres + offset, lanes);
      const gain = read(gains + offset, lanes);
      const slope = read(slopes + offset, lanes);
      const shift = read(shifts + offset, lanes);
      let upstream = dy + offset;
      let out = dx + offset;
      for (let row = x + offset; row < end; row += step, upstream += step, out += step) {
        const correction = multiplyAdd(f32x4.sub(read(row, lanes), centre), slope, shift);
        write(out, multiplyAdd(read(upstream, lanes), gain, correction), lanes);
      }
    }
    dy += end - x;
    dx += end - x;
    x = end;
  }
}

/**
 * Gradients of normalizeGroups: dx = (g − mean(g) − x̂ · mean(g · x̂)) / σ with g = dy · scale and means over the group; the sums
 * over images and positions of dy · x̂ and dy. `work` has 6 · channels numbers of room.
 */
export function normalizeGroupsGrad(
  x: usize,
  scale: usize,
  dy: usize,
  means: usize,
  variances: usize,
  dx: usize,
  scaleGradient: usize,
  biasGradient: usize,
  work: usize,
  images: i32,
  positions: i32,
  channels: i32,
  groups: i32,
  epsilon: f32,
): void {
  const sums = work;
  const products = work + bytes(channels);
  const centres = work + bytes(2 * channels);
  const gains = work + bytes(3 * channels);
  const wide = channels / groups;
  const count = <f32>wide * <f32>positions;
  const image = bytes(positions) * <usize>channels;
  memory.fill(scaleGradient, 0, bytes(channels));
  memory.fill(biasGradient, 0, bytes(channels));
  for (let at = 0; at < images; at++, x += image, dy += image, dx += image) {
    for (let channel = 0; channel < channels; channel++)
      store<f32>(centres + bytes(channel), load<f32>(means + bytes(channel / wide)));
    sumProducts(x, dy, centres, sums, products, positions, channels);
    for (let group = 0; group < groups; group++) {
      const inverse: f32 = <f32>1 / sqrt<f32>(load<f32>(variances + bytes(group)) + epsilon);
      let ofG: f32 = 0;
      let ofHat: f32 = 0;
      for (let channel = group * wide; channel < (group + 1) * wide; channel++) {
        const offset = bytes(channel);
        const gamma = load<f32>(scale + offset);
        const dBeta = load<f32>(sums + offset);
        const dGamma = load<f32>(products + offset) * inverse;
        store<f32>(biasGradient + offset, load<f32>(biasGradient + offset) + dBeta);
        store<f32>(scaleGradient + offset, load<f32>(scaleGradient + offset) + dGamma);
        store<f32>(gains + offset, gamma * inverse);
        ofG += gamma * dBeta;
        ofHat += gamma * dGamma;
      }
      for (let channel = group * wide; channel < (group + 1) * wide; channel++) {
        const offset = bytes(channel);
        store<f32>(sums + offset, -inverse * (ofG / count));
        store<f32>(products + offset, -inverse * inverse * (ofHat / count));
      }
    }
    combineChannels(x, dy, dx, centres, gains, products, sums, positions, channels);
    means += bytes(groups);
    variances += bytes(groups);
  }
}

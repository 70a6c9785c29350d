import { loadLanes, splat, storeLanes } from "../elementwise/lanes";
import { multiplyAdd } from "../multiplyAdd";
import { bytes } from "./lanes";

/** Positions that are summed by themselves: they stay in the first cache, and the rounding error of long sums stays small. */
export const blockPositions: i32 = 128;

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function read(address: usize, lanes: i32): v128 {
  return lanes == 4 ? v128.load(address) : loadLanes(address, lanes);
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function addTo(total: usize, value: v128, lanes: i32): void {
  const sum = f32x4.add(read(total, lanes), value);
  if (lanes == 4) v128.store(total, sum);
  else storeLanes(total, sum, lanes);
}

/** totals[c] = Σ over positions of x[position, c]. */
export function sumChannels(x: usize, totals: usize, positions: i32, channels: i32): void {
  memory.fill(totals, 0, bytes(channels));
  const step = bytes(channels);
  for (let first = 0; first < positions; first += blockPositions) {
    const end = x + <usize>min(blockPositions, positions - first) * step;
    for (let channel = 0; channel < channels; channel += 4) {
      const lanes = min(4, channels - channel);
      const offset = bytes(channel);
      let even = splat(0);
      let odd = splat(0);
      let row = x;
      for (; row + step < end; row += 2 * step) {
        even = f32x4.add(even, read(row + offset, lanes));
        odd = f32x4.add(odd, read(row + step + offset, lanes));
      }
      if (row < end) even = f32x4.add(even, read(row + offset, lanes));
      addTo(totals + offset, f32x4.add(even, odd), lanes);
    }
    x = end;
  }
}

/** totals[c] = Σ over positions of (x[position, c] − centres[c])². */
export function sumSquares(x: usize, centres: usize, totals: usize, positions: i32, channels: i32): void {
  memory.fill(totals, 0, bytes(channels));
  const step = bytes(channels);
  for (let first = 0; first < positions; first += blockPositions) {
    const end = x + <usize>min(blockPositions, positions - first) * step;
    for (let channel = 0; channel < channels; channel += 4) {
      const lanes = min(4, channels - channel);
      const offset = bytes(channel);
      const centre = read(centres + offset, lanes);
      let even = splat(0);
      let odd = splat(0);
      let row = x;
      for (; row + step < end; row += 2 * step) {
        const one = f32x4.sub(read(row + offset, lanes), centre);
        const two = f32x4.sub(read(row + step + offset, lanes), centre);
        even = multiplyAdd(one, one, even);
        odd = multiplyAdd(two, two, odd);
      }
      if (row < end) {
        const one = f32x4.sub(read(row + offset, lanes), centre);
        even = multiplyAdd(one, one, even);
      }
      addTo(totals + offset, f32x4.add(even, odd), lanes);
    }
    x = end;
  }
}

/** sums[c] = Σ dy[position, c] and products[c] = Σ dy[position, c] · (x[position, c] − centres[c]). */
export function sumProducts(
  x: usize,
  dy: usize,
  centres: usize,
  sums: usize,
  products: usize,
  positions: i32,
  channels: i32,
): void {
  memory.fill(sums, 0, bytes(channels));
  memory.fill(products, 0, bytes(channels));
  const step = bytes(channels);
  for (let first = 0; first < positions; first += blockPositions) {
    const end = x + <usize>min(blockPositions, positions - first) * step;
    for (let channel = 0; channel < channels; channel += 4) {
      const lanes = min(4, channels - channel);
      const offset = bytes(channel);
      const centre = read(centres + offset, lanes);
      let sum = splat(0);
      let product = splat(0);
      let upstream = dy + offset;
      for (let row = x + offset; row < end; row += step, upstream += step) {
        const g = read(upstream, lanes);
        sum = f32x4.add(sum, g);
        product = multiplyAdd(g, f32x4.sub(read(row, lanes), centre), product);
      }
      addTo(sums + offset, sum, lanes);
      addTo(products + offset, product, lanes);
    }
    dy += end - x;
    x = end;
  }
}

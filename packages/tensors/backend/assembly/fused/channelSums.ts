import { splat } from "../elementwise/lanes";
import { multiplyAdd } from "../multiplyAdd";
import { storePair } from "../storePair";
import { bytes, read, write } from "./lanes";

/** Positions that are summed by themselves: they stay in the first cache, and the rounding error of long sums stays small. */
export const blockPositions: i32 = 128;

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function addTo(total: usize, value: v128, lanes: i32): void {
  write(total, f32x4.add(read(total, lanes), value), lanes);
}

/** Adds to eight totals side by side. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function addToEight(total: usize, low: v128, high: v128): void {
  const first = f32x4.add(v128.load(total), low);
  const second = f32x4.add(v128.load(total, 16), high);
  storePair(total, first, second);
}

/** totals[c] = Σ over positions of x[position, c]. */
export function sumChannels(x: usize, totals: usize, positions: i32, channels: i32): void {
  memory.fill(totals, 0, bytes(channels));
  const step = bytes(channels);
  for (let first = 0; first < positions; first += blockPositions) {
    const end = x + <usize>min(blockPositions, positions - first) * step;
    let channel = 0;
    for (; channel + 8 <= channels; channel += 8) {
      const offset = bytes(channel);
      let even = splat(0), even1 = even, odd = even, odd1 = even;
      let row = x + offset;
      for (; row + step < end; row += 2 * step) {
        even = f32x4.add(even, v128.load(row));
        even1 = f32x4.add(even1, v128.load(row, 16));
        odd = f32x4.add(odd, v128.load(row + step));
        odd1 = f32x4.add(odd1, v128.load(row + step, 16));
      }
      if (row < end) {
        even = f32x4.add(even, v128.load(row));
        even1 = f32x4.add(even1, v128.load(row, 16));
      }
      addToEight(totals + offset, f32x4.add(even, odd), f32x4.add(even1, odd1));
    }
    for (; channel < channels; channel += 4) {
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
    let channel = 0;
    for (; channel + 8 <= channels; channel += 8) {
      const offset = bytes(channel);
      const centre = v128.load(centres + offset);
      const centre1 = v128.load(centres + offset, 16);
      let even = splat(0), even1 = even, odd = even, odd1 = even;
      let row = x + offset;
      for (; row + step < end; row += 2 * step) {
        const a = f32x4.sub(v128.load(row), centre);
        const a1 = f32x4.sub(v128.load(row, 16), centre1);
        const b = f32x4.sub(v128.load(row + step), centre);
        const b1 = f32x4.sub(v128.load(row + step, 16), centre1);
        even = multiplyAdd(a, a, even);
        even1 = multiplyAdd(a1, a1, even1);
        odd = multiplyAdd(b, b, odd);
        odd1 = multiplyAdd(b1, b1, odd1);
      }
      if (row < end) {
        const a = f32x4.sub(v128.load(row), centre);
        const a1 = f32x4.sub(v128.load(row, 16), centre1);
        even = multiplyAdd(a, a, even);
        even1 = multiplyAdd(a1, a1, even1);
      }
      addToEight(totals + offset, f32x4.add(even, odd), f32x4.add(even1, odd1));
    }
    for (; channel < channels; channel += 4) {
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
    let channel = 0;
    for (; channel + 8 <= channels; channel += 8) {
      const offset = bytes(channel);
      const centre = v128.load(centres + offset);
      const centre1 = v128.load(centres + offset, 16);
      let sum = splat(0), sum1 = sum, product = sum, product1 = sum;
      let upstream = dy + offset;
      for (let row = x + offset; row < end; row += step, upstream += step) {
        const g = v128.load(upstream);
        const g1 = v128.load(upstream, 16);
        const a = f32x4.sub(v128.load(row), centre);
        const a1 = f32x4.sub(v128.load(row, 16), centre1);
        sum = f32x4.add(sum, g);
        sum1 = f32x4.add(sum1, g1);
        product = multiplyAdd(g, a, product);
        product1 = multiplyAdd(g1, a1, product1);
      }
      addToEight(sums + offset, sum, sum1);
      addToEight(products + offset, product, product1);
    }
    for (; channel < channels; channel += 4) {
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

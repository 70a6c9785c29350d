import { storePair } from "../storePair";
import { leftOverAddressesIn, leftOverIn } from "./scratch";

/**
 * Copies the last, fewer than six rows of a transposed left side to where six can be read, filled up with zeros. Returns the
 * table of their addresses.
 */
export function copyLeftOver(addresses: usize, offset: usize, length: i32, rows: i32, scratch: usize): usize {
  const table = leftOverAddressesIn(scratch);
  let to = leftOverIn(scratch);
  for (let k = 0; k < length; k++) {
    const from = load<usize>(addresses + (<usize>k << 2)) + offset;
    for (let row = 0; row < 6; row++) {
      const at: usize = row << 2;
      store<f32>(to + at, row < rows ? load<f32>(from + at) : 0);
    }
    store<usize>(table + (<usize>k << 2), to);
    to += 24;
  }
  return table;
}

/** Numbers at each place of the inner dimension that copySegments has room for. */
export const mostTogether: i32 = 60;

/** Copies `count` numbers at each of `length` places that are `step` bytes apart. Returns the table of where they are. */
export function copyTogether(from: usize, step: usize, length: i32, count: i32, scratch: usize): usize {
  const table = leftOverAddressesIn(scratch);
  let to = leftOverIn(scratch);
  for (let k = 0; k < length; k++, from += step, to += <usize>mostTogether << 2) {
    store<usize>(table + (<usize>k << 2), to);
    let at: usize = 0;
    for (; at < <usize>(count & ~7) << 2; at += 32) storePair(to + at, v128.load(from + at), v128.load(from + at, 16));
    for (; at < <usize>count << 2; at += 4) store<f32>(to + at, load<f32>(from + at));
  }
  return table;
}

/**
 * Copies `segments` runs of `width` numbers, found at every one of `length` addresses, side by side and fills them up to whole
 * tiles. Narrow runs, such as a filter's row over one channel, would leave most of a tile of their own empty.
 */
export function copySegments(
  addresses: usize,
  length: i32,
  segments: i32,
  offsets: usize,
  width: i32,
  scratch: usize,
): usize {
  const table = leftOverAddressesIn(scratch);
  const together = segments * width;
  const padding = (6 - (together % 6)) % 6;
  let to = leftOverIn(scratch);
  let k = 0;
  // By vectors that reach past a run, into the next one or the padding; the last places have nothing behind them to be sure of.
  if (width <= 4 && together + padding + 4 <= mostTogether) {
    const zero = f32x4.splat(0);
    for (; k < length - 3; k++) {
      const from = load<usize>(addresses + (<usize>k << 2));
      store<usize>(table + (<usize>k << 2), to);
      for (let segment = 0; segment < segments; segment++) {
        v128.store(to, v128.load(from + load<usize>(offsets + (<usize>segment << 2))));
        to += <usize>width << 2;
      }
      storePair(to, zero, zero);
      to += <usize>padding << 2;
    }
  }
  for (; k < length; k++) {
    const from = load<usize>(addresses + (<usize>k << 2));
    store<usize>(table + (<usize>k << 2), to);
    for (let segment = 0; segment < segments; segment++) {
      let at = from + load<usize>(offsets + (<usize>segment << 2));
      for (let i = 0; i < width; i++) {
        store<f32>(to, load<f32>(at));
        to += 4;
        at += 4;
      }
    }
    for (let i = 0; i < padding; i++) {
      store<f32>(to, 0);
      to += 4;
    }
  }
  return table;
}

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

/** out[i] = flags[i] ? yes[i] : no[i]: a flag is a byte, a number four. */
export function select(flags: usize, yes: usize, no: usize, out: usize, length: i32): void {
  let count = length;
  for (; count >= 16; count -= 16, flags += 16, yes += 64, no += 64, out += 64) {
    const bytes = i8x16.ne(v128.load(flags), i8x16.splat(0));
    const low = i16x8.extend_low_i8x16_s(bytes);
    const high = i16x8.extend_high_i8x16_s(bytes);
    pick(i32x4.extend_low_i16x8_s(low), yes, no, out);
    pick(i32x4.extend_high_i16x8_s(low), yes + 16, no + 16, out + 16);
    pick(i32x4.extend_low_i16x8_s(high), yes + 32, no + 32, out + 32);
    pick(i32x4.extend_high_i16x8_s(high), yes + 48, no + 48, out + 48);
  }
  for (; count > 0; count--, flags++, yes += 4, no += 4, out += 4) {
    store<u32>(out, load<u32>(load<u8>(flags) != 0 ? yes : no));
  }
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function pick(mask: v128, yes: usize, no: usize, out: usize): void {
  v128.store(out, v128.bitselect(v128.load(yes), v128.load(no), mask));
}

/** For each flag a row of `rowBytes` bytes from `yes` or `no`. */
export function selectRows(flags: usize, yes: usize, no: usize, out: usize, rows: i32, rowBytes: usize): void {
  for (let row = 0; row < rows; row++) {
    memory.copy(out, load<u8>(flags + row) != 0 ? yes : no, rowBytes);
    out += rowBytes;
    yes += rowBytes;
    no += rowBytes;
  }
}

/** Repeats a pattern of four bytes over `length` bytes; of a last, incomplete one its first bytes. */
export function fill(out: usize, length: i32, pattern: i32): void {
  const four = i32x4.splat(pattern);
  const end = out + <usize>length;
  for (; out + 16 <= end; out += 16) v128.store(out, four);
  for (; out + 4 <= end; out += 4) store<i32>(out, pattern);
  for (let rest = pattern; out < end; out++, rest >>= 8) store<u8>(out, <u8>rest);
}

/** All bits of the bytes that are not zero. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function isSet(flags: v128): v128 {
  return i8x16.ne(flags, i8x16.splat(0));
}

/** out[i] = a[i] and b[i], one byte each. */
export function logicalAnd(a: usize, b: usize, out: usize, length: i32): void {
  const end = out + <usize>(length & ~15);
  const last = out + <usize>length;
  for (; out < end; out += 16, a += 16, b += 16) {
    const both = v128.and(isSet(v128.load(a)), isSet(v128.load(b)));
    v128.store(out, v128.and(both, i8x16.splat(1)));
  }
  for (; out < last; out++, a++, b++) store<u8>(out, u8(load<u8>(a) != 0) & u8(load<u8>(b) != 0));
}

/** out[i] = a[i] or b[i], one byte each. */
export function logicalOr(a: usize, b: usize, out: usize, length: i32): void {
  const end = out + <usize>(length & ~15);
  const last = out + <usize>length;
  for (; out < end; out += 16, a += 16, b += 16) {
    v128.store(out, v128.and(isSet(v128.or(v128.load(a), v128.load(b))), i8x16.splat(1)));
  }
  for (; out < last; out++, a++, b++) store<u8>(out, u8((load<u8>(a) | load<u8>(b)) != 0));
}

/** out[i] = not x[i], one byte each. */
export function logicalNot(x: usize, out: usize, length: i32): void {
  const end = out + <usize>(length & ~15);
  const last = out + <usize>length;
  for (; out < end; out += 16, x += 16) {
    v128.store(out, v128.and(i8x16.eq(v128.load(x), i8x16.splat(0)), i8x16.splat(1)));
  }
  for (; out < last; out++, x++) store<u8>(out, u8(load<u8>(x) == 0));
}

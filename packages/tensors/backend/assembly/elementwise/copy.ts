/**
 * Copies a block of n0 × n1 × n2 × n3 numbers of 1 << shift bytes (1 or 4) each. Source and target each have a step for every axis, in
 * numbers: 0 repeats, a negative one walks backwards.
 */
export function copy(
  from: usize, to: usize, n0: i32, n1: i32, n2: i32, n3: i32,
  f0: i32, f1: i32, f2: i32, f3: i32, t0: i32, t1: i32, t2: i32, t3: i32, shift: i32,
): void {
  for (let i0 = 0; i0 < n0; i0++) {
    for (let i1 = 0; i1 < n1; i1++) {
      let source = from + ((i0 * f0 + i1 * f1) << shift);
      let target = to + ((i0 * t0 + i1 * t1) << shift);
      for (let i2 = 0; i2 < n2; i2++) {
        if (f3 == 1 && t3 == 1) copyRun(source, target, <usize>n3 << shift);
        else if (shift == 0) copyBytes(source, target, n3, f3, t3);
        else copyNumbers(source, target, n3, f3 << 2, t3 << 2);
        source += f2 << shift;
        target += t2 << shift;
      }
    }
  }
}

/** Short runs cost less in a loop than through memory.copy, a call out of the module. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function copyRun(from: usize, to: usize, bytes: usize): void {
  if (bytes > 512) {
    memory.copy(to, from, bytes);
    return;
  }
  const end = to + (bytes & ~15);
  const last = to + bytes;
  for (; to < end; to += 16, from += 16) v128.store(to, v128.load(from));
  for (; to + 4 <= last; to += 4, from += 4) store<u32>(to, load<u32>(from));
  for (; to < last; to++, from++) store<u8>(to, load<u8>(from));
}

function copyBytes(from: usize, to: usize, count: i32, fromStep: i32, toStep: i32): void {
  for (let i = 0; i < count; i++, from += fromStep, to += toStep) store<u8>(to, load<u8>(from));
}

function copyNumbers(from: usize, to: usize, count: i32, fromStep: i32, toStep: i32): void {
  if (toStep == 4 && fromStep == 0) {
    const value = v128.load32_splat(from);
    for (; count >= 4; count -= 4, to += 16) v128.store(to, value);
  } else if (toStep == 4 && fromStep == -4) {
    for (; count >= 4; count -= 4, to += 16, from -= 16) {
      const four = v128.load(from - 12);
      v128.store(to, i32x4.shuffle(four, four, 3, 2, 1, 0));
    }
  }
  for (; count > 0; count--, from += fromStep, to += toStep) store<u32>(to, load<u32>(from));
}

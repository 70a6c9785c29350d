/** Copies `length` bytes. Short rows in a loop: a call of memory.copy costs more than they do. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function copyRow(from: usize, to: usize, length: usize): void {
  if (length > 512) {
    memory.copy(to, from, length);
    return;
  }
  const end = from + length;
  for (; from + 16 <= end; from += 16, to += 16) v128.store(to, v128.load(from));
  for (; from + 4 <= end; from += 4, to += 4) store<u32>(to, load<u32>(from));
  for (; from < end; from++, to++) store<u8>(to, load<u8>(from));
}

/** out[i] = x[indices[i]] of single numbers. */
function takeNumbers(x: usize, indices: usize, out: usize, count: i32): void {
  const end = out + (<usize>count << 2);
  for (; out < end; out += 4, indices += 4) store<u32>(out, load<u32>(x + (<usize>load<u32>(indices) << 2)));
}

/**
 * out[b, o, i] = x[b, o, indices[b, i]] in slices of `sliceBytes`. Returns the place of an index outside [0, rows), with
 * nothing written, or −1.
 */
export function gather(
  x: usize,
  indices: usize,
  out: usize,
  batches: i32,
  outer: i32,
  rows: i32,
  count: i32,
  sliceBytes: i32,
): i32 {
  for (let i = 0; i < batches * count; i++) {
    if (load<u32>(indices + (<usize>i << 2)) >= <u32>rows) return i;
  }
  const slice = <usize>sliceBytes;
  for (let batch = 0; batch < batches; batch++, indices += <usize>count << 2) {
    for (let block = 0; block < outer; block++, x += <usize>rows * slice) {
      if (slice == 4) {
        takeNumbers(x, indices, out, count);
        out += <usize>count << 2;
        continue;
      }
      for (let i = 0; i < count; i++, out += slice) {
        copyRow(x + <usize>load<u32>(indices + (<usize>i << 2)) * slice, out, slice);
      }
    }
  }
  return -1;
}

/** out[segment] = Σ of the rows of x with that id; ids outside [0, segments) are dropped. Integers where T is i32. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function sumSegments<T>(x: usize, ids: usize, out: usize, rows: i32, segments: i32, width: i32): void {
  const length = <usize>width << 2;
  memory.fill(out, 0, <usize>segments * length);
  for (; rows > 0; rows--, ids += 4, x += length) {
    const segment = load<u32>(ids);
    if (segment >= <u32>segments) continue;
    let from = x;
    let to = out + <usize>segment * length;
    const end = x + length;
    for (; from + 16 <= end; from += 16, to += 16) {
      const sum = v128.load(to);
      const row = v128.load(from);
      v128.store(to, isInteger<T>() ? i32x4.add(sum, row) : f32x4.add(sum, row));
    }
    for (; from < end; from += 4, to += 4) store<T>(to, load<T>(to) + load<T>(from));
  }
}

export function segmentSum(x: usize, ids: usize, out: usize, rows: i32, segments: i32, width: i32): void {
  sumSegments<f32>(x, ids, out, rows, segments, width);
}

export function segmentSumIntegers(x: usize, ids: usize, out: usize, rows: i32, segments: i32, width: i32): void {
  sumSegments<i32>(x, ids, out, rows, segments, width);
}

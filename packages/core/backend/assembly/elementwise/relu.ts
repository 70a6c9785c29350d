/** out[i] = max(x[i], 0), NaN kept. Addresses in bytes. */
export function relu(x: usize, out: usize, length: i32): void {
  const end = out + (<usize>length << 2);
  const zero = f32x4.splat(0);
  for (; out + 16 <= end; out += 16, x += 16) v128.store(out, f32x4.max(v128.load(x), zero));
  for (; out < end; out += 4, x += 4) store<f32>(out, max<f32>(load<f32>(x), 0));
}

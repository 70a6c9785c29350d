/** Engines leave the module for memory.fill and memory.copy: 100 ns a call, more than a short row takes. */
export function clear(to: usize, bytes: usize): void {
  const zero = f32x4.splat(0);
  const end = to + bytes;
  for (; to + 16 <= end; to += 16) v128.store(to, zero);
  for (; to < end; to += 4) store<f32>(to, 0);
}
